// Written by `deno task bless`: one line for each page under docs/errors.

import E001 from "../docs/errors/E001.md" with { type: "text" };
import E002 from "../docs/errors/E002.md" with { type: "text" };
import E003 from "../docs/errors/E003.md" with { type: "text" };
import E004 from "../docs/errors/E004.md" with { type: "text" };
import E005 from "../docs/errors/E005.md" with { type: "text" };
import E006 from "../docs/errors/E006.md" with { type: "text" };
import E007 from "../docs/errors/E007.md" with { type: "text" };
import E008 from "../docs/errors/E008.md" with { type: "text" };
import E009 from "../docs/errors/E009.md" with { type: "text" };
import E012 from "../docs/errors/E012.md" with { type: "text" };
import E020 from "../docs/errors/E020.md" with { type: "text" };
import E024 from "../docs/errors/E024.md" with { type: "text" };
import E025 from "../docs/errors/E025.md" with { type: "text" };
import E026 from "../docs/errors/E026.md" with { type: "text" };
import E105 from "../docs/errors/E105.md" with { type: "text" };
import E106 from "../docs/errors/E106.md" with { type: "text" };
import E107 from "../docs/errors/E107.md" with { type: "text" };
import E108 from "../docs/errors/E108.md" with { type: "text" };
import E109 from "../docs/errors/E109.md" with { type: "text" };
import E110 from "../docs/errors/E110.md" with { type: "text" };
import E111 from "../docs/errors/E111.md" with { type: "text" };
import E112 from "../docs/errors/E112.md" with { type: "text" };
import E113 from "../docs/errors/E113.md" with { type: "text" };
import E114 from "../docs/errors/E114.md" with { type: "text" };
import E115 from "../docs/errors/E115.md" with { type: "text" };
import E116 from "../docs/errors/E116.md" with { type: "text" };
import E117 from "../docs/errors/E117.md" with { type: "text" };
import E118 from "../docs/errors/E118.md" with { type: "text" };
import E119 from "../docs/errors/E119.md" with { type: "text" };
import E120 from "../docs/errors/E120.md" with { type: "text" };
import E121 from "../docs/errors/E121.md" with { type: "text" };
import E122 from "../docs/errors/E122.md" with { type: "text" };
import E123 from "../docs/errors/E123.md" with { type: "text" };
import E124 from "../docs/errors/E124.md" with { type: "text" };
import E125 from "../docs/errors/E125.md" with { type: "text" };
import E126 from "../docs/errors/E126.md" with { type: "text" };
import E127 from "../docs/errors/E127.md" with { type: "text" };
import E128 from "../docs/errors/E128.md" with { type: "text" };
import E129 from "../docs/errors/E129.md" with { type: "text" };
import E130 from "../docs/errors/E130.md" with { type: "text" };
import E131 from "../docs/errors/E131.md" with { type: "text" };
import E132 from "../docs/errors/E132.md" with { type: "text" };
import E133 from "../docs/errors/E133.md" with { type: "text" };
import E134 from "../docs/errors/E134.md" with { type: "text" };
import E135 from "../docs/errors/E135.md" with { type: "text" };
import E136 from "../docs/errors/E136.md" with { type: "text" };
import E137 from "../docs/errors/E137.md" with { type: "text" };
import E138 from "../docs/errors/E138.md" with { type: "text" };
import E139 from "../docs/errors/E139.md" with { type: "text" };
import E140 from "../docs/errors/E140.md" with { type: "text" };
import E141 from "../docs/errors/E141.md" with { type: "text" };
import E142 from "../docs/errors/E142.md" with { type: "text" };
import E143 from "../docs/errors/E143.md" with { type: "text" };
import E144 from "../docs/errors/E144.md" with { type: "text" };
import E145 from "../docs/errors/E145.md" with { type: "text" };
import E146 from "../docs/errors/E146.md" with { type: "text" };
import E147 from "../docs/errors/E147.md" with { type: "text" };
import W104 from "../docs/errors/W104.md" with { type: "text" };
import W105 from "../docs/errors/W105.md" with { type: "text" };
import W106 from "../docs/errors/W106.md" with { type: "text" };
import W107 from "../docs/errors/W107.md" with { type: "text" };
import W108 from "../docs/errors/W108.md" with { type: "text" };
import W109 from "../docs/errors/W109.md" with { type: "text" };
import W110 from "../docs/errors/W110.md" with { type: "text" };

/** The pages of all diagnostics, by code. Loaded only by those who explain: start-up pays nothing for them. */
export const PAGES: ReadonlyMap<string, string> = new Map(Object.entries({
  E001,
  E002,
  E003,
  E004,
  E005,
  E006,
  E007,
  E008,
  E009,
  E012,
  E020,
  E024,
  E025,
  E026,
  E105,
  E106,
  E107,
  E108,
  E109,
  E110,
  E111,
  E112,
  E113,
  E114,
  E115,
  E116,
  E117,
  E118,
  E119,
  E120,
  E121,
  E122,
  E123,
  E124,
  E125,
  E126,
  E127,
  E128,
  E129,
  E130,
  E131,
  E132,
  E133,
  E134,
  E135,
  E136,
  E137,
  E138,
  E139,
  E140,
  E141,
  E142,
  E143,
  E144,
  E145,
  E146,
  E147,
  W104,
  W105,
  W106,
  W107,
  W108,
  W109,
  W110,
}));

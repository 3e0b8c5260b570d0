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
import E010 from "../docs/errors/E010.md" with { type: "text" };
import E012 from "../docs/errors/E012.md" with { type: "text" };
import E013 from "../docs/errors/E013.md" with { type: "text" };
import E020 from "../docs/errors/E020.md" with { type: "text" };
import E021 from "../docs/errors/E021.md" with { type: "text" };
import E022 from "../docs/errors/E022.md" with { type: "text" };
import E023 from "../docs/errors/E023.md" with { type: "text" };
import E024 from "../docs/errors/E024.md" with { type: "text" };
import E025 from "../docs/errors/E025.md" with { type: "text" };
import E026 from "../docs/errors/E026.md" with { type: "text" };
import E030 from "../docs/errors/E030.md" with { type: "text" };
import E031 from "../docs/errors/E031.md" with { type: "text" };
import E034 from "../docs/errors/E034.md" with { type: "text" };
import E036 from "../docs/errors/E036.md" with { type: "text" };
import E040 from "../docs/errors/E040.md" with { type: "text" };
import E041 from "../docs/errors/E041.md" with { type: "text" };
import E042 from "../docs/errors/E042.md" with { type: "text" };
import E050 from "../docs/errors/E050.md" with { type: "text" };
import E051 from "../docs/errors/E051.md" with { type: "text" };
import E053 from "../docs/errors/E053.md" with { type: "text" };
import E054 from "../docs/errors/E054.md" with { type: "text" };
import E055 from "../docs/errors/E055.md" with { type: "text" };
import E057 from "../docs/errors/E057.md" with { type: "text" };
import E058 from "../docs/errors/E058.md" with { type: "text" };
import E059 from "../docs/errors/E059.md" with { type: "text" };
import E060 from "../docs/errors/E060.md" with { type: "text" };
import E061 from "../docs/errors/E061.md" with { type: "text" };
import E062 from "../docs/errors/E062.md" with { type: "text" };
import E070 from "../docs/errors/E070.md" with { type: "text" };
import E071 from "../docs/errors/E071.md" with { type: "text" };
import E072 from "../docs/errors/E072.md" with { type: "text" };
import E073 from "../docs/errors/E073.md" with { type: "text" };
import E074 from "../docs/errors/E074.md" with { type: "text" };
import E075 from "../docs/errors/E075.md" with { type: "text" };
import E076 from "../docs/errors/E076.md" with { type: "text" };
import E077 from "../docs/errors/E077.md" with { type: "text" };
import E078 from "../docs/errors/E078.md" with { type: "text" };
import E079 from "../docs/errors/E079.md" with { type: "text" };
import E080 from "../docs/errors/E080.md" with { type: "text" };
import E081 from "../docs/errors/E081.md" with { type: "text" };
import E082 from "../docs/errors/E082.md" with { type: "text" };
import E083 from "../docs/errors/E083.md" with { type: "text" };
import E099 from "../docs/errors/E099.md" with { type: "text" };
import E100 from "../docs/errors/E100.md" with { type: "text" };
import E101 from "../docs/errors/E101.md" with { type: "text" };
import E102 from "../docs/errors/E102.md" with { type: "text" };
import E103 from "../docs/errors/E103.md" with { type: "text" };
import E104 from "../docs/errors/E104.md" with { type: "text" };
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
import E148 from "../docs/errors/E148.md" with { type: "text" };
import E149 from "../docs/errors/E149.md" with { type: "text" };
import E153 from "../docs/errors/E153.md" with { type: "text" };
import E154 from "../docs/errors/E154.md" with { type: "text" };
import E155 from "../docs/errors/E155.md" with { type: "text" };
import E156 from "../docs/errors/E156.md" with { type: "text" };
import E157 from "../docs/errors/E157.md" with { type: "text" };
import E158 from "../docs/errors/E158.md" with { type: "text" };
import E159 from "../docs/errors/E159.md" with { type: "text" };
import E160 from "../docs/errors/E160.md" with { type: "text" };
import E161 from "../docs/errors/E161.md" with { type: "text" };
import E166 from "../docs/errors/E166.md" with { type: "text" };
import E167 from "../docs/errors/E167.md" with { type: "text" };
import E168 from "../docs/errors/E168.md" with { type: "text" };
import E169 from "../docs/errors/E169.md" with { type: "text" };
import E170 from "../docs/errors/E170.md" with { type: "text" };
import E171 from "../docs/errors/E171.md" with { type: "text" };
import E172 from "../docs/errors/E172.md" with { type: "text" };
import E173 from "../docs/errors/E173.md" with { type: "text" };
import E174 from "../docs/errors/E174.md" with { type: "text" };
import E175 from "../docs/errors/E175.md" with { type: "text" };
import E180 from "../docs/errors/E180.md" with { type: "text" };
import E181 from "../docs/errors/E181.md" with { type: "text" };
import E182 from "../docs/errors/E182.md" with { type: "text" };
import E183 from "../docs/errors/E183.md" with { type: "text" };
import E184 from "../docs/errors/E184.md" with { type: "text" };
import E185 from "../docs/errors/E185.md" with { type: "text" };
import E186 from "../docs/errors/E186.md" with { type: "text" };
import E187 from "../docs/errors/E187.md" with { type: "text" };
import E188 from "../docs/errors/E188.md" with { type: "text" };
import E189 from "../docs/errors/E189.md" with { type: "text" };
import E190 from "../docs/errors/E190.md" with { type: "text" };
import E191 from "../docs/errors/E191.md" with { type: "text" };
import E192 from "../docs/errors/E192.md" with { type: "text" };
import E193 from "../docs/errors/E193.md" with { type: "text" };
import E194 from "../docs/errors/E194.md" with { type: "text" };
import E195 from "../docs/errors/E195.md" with { type: "text" };
import E196 from "../docs/errors/E196.md" with { type: "text" };
import E200 from "../docs/errors/E200.md" with { type: "text" };
import E201 from "../docs/errors/E201.md" with { type: "text" };
import E202 from "../docs/errors/E202.md" with { type: "text" };
import E203 from "../docs/errors/E203.md" with { type: "text" };
import E204 from "../docs/errors/E204.md" with { type: "text" };
import E205 from "../docs/errors/E205.md" with { type: "text" };
import E210 from "../docs/errors/E210.md" with { type: "text" };
import E211 from "../docs/errors/E211.md" with { type: "text" };
import E212 from "../docs/errors/E212.md" with { type: "text" };
import E213 from "../docs/errors/E213.md" with { type: "text" };
import E214 from "../docs/errors/E214.md" with { type: "text" };
import E215 from "../docs/errors/E215.md" with { type: "text" };
import E216 from "../docs/errors/E216.md" with { type: "text" };
import E217 from "../docs/errors/E217.md" with { type: "text" };
import E218 from "../docs/errors/E218.md" with { type: "text" };
import E219 from "../docs/errors/E219.md" with { type: "text" };
import E220 from "../docs/errors/E220.md" with { type: "text" };
import E221 from "../docs/errors/E221.md" with { type: "text" };
import E222 from "../docs/errors/E222.md" with { type: "text" };
import E227 from "../docs/errors/E227.md" with { type: "text" };
import E228 from "../docs/errors/E228.md" with { type: "text" };
import E230 from "../docs/errors/E230.md" with { type: "text" };
import E231 from "../docs/errors/E231.md" with { type: "text" };
import E240 from "../docs/errors/E240.md" with { type: "text" };
import E241 from "../docs/errors/E241.md" with { type: "text" };
import E242 from "../docs/errors/E242.md" with { type: "text" };
import E243 from "../docs/errors/E243.md" with { type: "text" };
import E244 from "../docs/errors/E244.md" with { type: "text" };
import E250 from "../docs/errors/E250.md" with { type: "text" };
import E251 from "../docs/errors/E251.md" with { type: "text" };
import E252 from "../docs/errors/E252.md" with { type: "text" };
import E253 from "../docs/errors/E253.md" with { type: "text" };
import E254 from "../docs/errors/E254.md" with { type: "text" };
import E255 from "../docs/errors/E255.md" with { type: "text" };
import E256 from "../docs/errors/E256.md" with { type: "text" };
import E257 from "../docs/errors/E257.md" with { type: "text" };
import E258 from "../docs/errors/E258.md" with { type: "text" };
import E259 from "../docs/errors/E259.md" with { type: "text" };
import E260 from "../docs/errors/E260.md" with { type: "text" };
import E261 from "../docs/errors/E261.md" with { type: "text" };
import E263 from "../docs/errors/E263.md" with { type: "text" };
import E264 from "../docs/errors/E264.md" with { type: "text" };
import E265 from "../docs/errors/E265.md" with { type: "text" };
import E266 from "../docs/errors/E266.md" with { type: "text" };
import E270 from "../docs/errors/E270.md" with { type: "text" };
import E271 from "../docs/errors/E271.md" with { type: "text" };
import W100 from "../docs/errors/W100.md" with { type: "text" };
import W101 from "../docs/errors/W101.md" with { type: "text" };
import W102 from "../docs/errors/W102.md" with { type: "text" };
import W103 from "../docs/errors/W103.md" with { type: "text" };
import W104 from "../docs/errors/W104.md" with { type: "text" };
import W105 from "../docs/errors/W105.md" with { type: "text" };
import W106 from "../docs/errors/W106.md" with { type: "text" };
import W107 from "../docs/errors/W107.md" with { type: "text" };
import W108 from "../docs/errors/W108.md" with { type: "text" };
import W109 from "../docs/errors/W109.md" with { type: "text" };
import W110 from "../docs/errors/W110.md" with { type: "text" };
import W111 from "../docs/errors/W111.md" with { type: "text" };
import W117 from "../docs/errors/W117.md" with { type: "text" };
import W121 from "../docs/errors/W121.md" with { type: "text" };
import W126 from "../docs/errors/W126.md" with { type: "text" };
import W127 from "../docs/errors/W127.md" with { type: "text" };
import W130 from "../docs/errors/W130.md" with { type: "text" };
import W133 from "../docs/errors/W133.md" with { type: "text" };
import W134 from "../docs/errors/W134.md" with { type: "text" };
import W135 from "../docs/errors/W135.md" with { type: "text" };
import W136 from "../docs/errors/W136.md" with { type: "text" };
import W137 from "../docs/errors/W137.md" with { type: "text" };
import W138 from "../docs/errors/W138.md" with { type: "text" };
import W142 from "../docs/errors/W142.md" with { type: "text" };
import W143 from "../docs/errors/W143.md" with { type: "text" };
import W144 from "../docs/errors/W144.md" with { type: "text" };
import W147 from "../docs/errors/W147.md" with { type: "text" };

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
  E010,
  E012,
  E013,
  E020,
  E021,
  E022,
  E023,
  E024,
  E025,
  E026,
  E030,
  E031,
  E034,
  E036,
  E040,
  E041,
  E042,
  E050,
  E051,
  E053,
  E054,
  E055,
  E057,
  E058,
  E059,
  E060,
  E061,
  E062,
  E070,
  E071,
  E072,
  E073,
  E074,
  E075,
  E076,
  E077,
  E078,
  E079,
  E080,
  E081,
  E082,
  E083,
  E099,
  E100,
  E101,
  E102,
  E103,
  E104,
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
  E148,
  E149,
  E153,
  E154,
  E155,
  E156,
  E157,
  E158,
  E159,
  E160,
  E161,
  E166,
  E167,
  E168,
  E169,
  E170,
  E171,
  E172,
  E173,
  E174,
  E175,
  E180,
  E181,
  E182,
  E183,
  E184,
  E185,
  E186,
  E187,
  E188,
  E189,
  E190,
  E191,
  E192,
  E193,
  E194,
  E195,
  E196,
  E200,
  E201,
  E202,
  E203,
  E204,
  E205,
  E210,
  E211,
  E212,
  E213,
  E214,
  E215,
  E216,
  E217,
  E218,
  E219,
  E220,
  E221,
  E222,
  E227,
  E228,
  E230,
  E231,
  E240,
  E241,
  E242,
  E243,
  E244,
  E250,
  E251,
  E252,
  E253,
  E254,
  E255,
  E256,
  E257,
  E258,
  E259,
  E260,
  E261,
  E263,
  E264,
  E265,
  E266,
  E270,
  E271,
  W100,
  W101,
  W102,
  W103,
  W104,
  W105,
  W106,
  W107,
  W108,
  W109,
  W110,
  W111,
  W117,
  W121,
  W126,
  W127,
  W130,
  W133,
  W134,
  W135,
  W136,
  W137,
  W138,
  W142,
  W143,
  W144,
  W147,
}));

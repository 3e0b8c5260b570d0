/** The order in which isort, as ruff implements it, puts modules and members. */

/** Compares texts with their numbers by value: `item2` before `item10`. */
export function compareNatural(left: string, right: string): number {
  const lefts = left.match(/[0-9]+|[^0-9]/g) ?? [];
  const rights = right.match(/[0-9]+|[^0-9]/g) ?? [];
  for (let index = 0; index < Math.max(lefts.length, rights.length); index++) {
    const a = lefts[index];
    const b = rights[index];
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    const order = isNumber(a) && isNumber(b) ? compareNumbers(a, b) : compareTexts(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

function isNumber(text: string): boolean {
  return /^[0-9]/.test(text);
}

/** Numbers that start with a zero compare digit by digit, as fractions do. */
function compareNumbers(left: string, right: string): number {
  if (left.startsWith("0") || right.startsWith("0")) return compareTexts(left, right);
  return left.length - right.length || compareTexts(left, right);
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Compares names without case first, then with it. */
export function compareNames(left: string, right: string): number {
  return compareNatural(left.toLowerCase(), right.toLowerCase()) || compareNatural(left, right);
}

/** Constants come before classes, classes before everything else. */
function memberKind(member: string): number {
  if (member.length > 1 && member === member.toUpperCase() && member !== member.toLowerCase()) return 0;
  return /^[A-Z]/.test(member) ? 1 : 2;
}

/** Compares members of one `from` import. */
export function compareMembers(left: string, right: string): number {
  return memberKind(left) - memberKind(right) || compareNames(left, right);
}

/** The order in which isort, as ruff implements it, puts modules and members. */

/** Compares texts with their numbers by value: `item2` before `item10`. */
export function compareNatural(left: string, right: string): number {
  let [first, second] = [0, 0];
  while (first < left.length && second < right.length) {
    const [a, b] = [left.charCodeAt(first), right.charCodeAt(second)];
    if (isDigit(a) && isDigit(b)) {
      const [firstEnd, secondEnd] = [digitsEnd(left, first), digitsEnd(right, second)];
      const order = compareNumbers(left.slice(first, firstEnd), right.slice(second, secondEnd));
      if (order !== 0) return order;
      [first, second] = [firstEnd, secondEnd];
    } else if (a !== b) return a - b;
    else [first, second] = [first + 1, second + 1];
  }
  return Number(first < left.length) - Number(second < right.length);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
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
  if (left === right) return 0;
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

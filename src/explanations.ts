export const PAGES: ReadonlyMap<string, string> = new Map();

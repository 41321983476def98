import { readsAsTime } from '../times.ts';
import { words } from '../words.ts';

const isNumber = (value: string) => /^[-+]?\d+([.,]\d+)*%?$/.test(value.trim());

/** Whether the first record names the columns below it, rather than being one of them. */
export const looksLikeHeader = (first: readonly string[], rest: readonly (readonly string[])[]): boolean => {
  let score = 0;
  const sample = rest.slice(0, 100);
  first.forEach((raw, field) => {
    const value = raw.trim();
    if (value === '') return;
    if (readsAsTime(value)) {
      score -= 5;
      return;
    }
    const below = sample.map((record) => (record[field] ?? '').trim()).filter((text) => text !== '');
    const share = (test: (text: string) => boolean) => (below.length === 0 ? 0 : below.filter(test).length / below.length);
    if (isNumber(value)) score -= share(isNumber) > 0.5 ? 2 : 0.5;
    else if (share(isNumber) > 0.8 || share(readsAsTime) > 0.8) score += 2;
    if (below.includes(value)) score -= 1.5;
    if (words(value).some((word) => word.roles.length > 0)) score += 1;
  });
  return score >= 0;
};

const longestName = 200;

/** Column names to show: unique, one line, never empty; a second `category` is `category (2)`, a nameless column `column 3`. */
export const uniqueNames = (given: readonly string[]): string[] => {
  const taken = new Set<string>();
  const wanted = given.map((raw) => {
    const clean = raw.replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff\ufffd]+/gu, ' ').trim();
    const letters = [...clean];
    return letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : clean;
  });
  const asGiven = new Set(wanted);
  return wanted.map((want, i) => {
    const plain = want === '' ? `column ${i + 1}` : want;
    let name = plain;
    for (let n = 2; taken.has(name) || (name !== want && asGiven.has(name)); n++) name = `${plain} (${n})`;
    taken.add(name);
    return name;
  });
};

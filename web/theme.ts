/** Light, dark, or as the system says; kept in this browser. */
export type Theme = 'system' | 'light' | 'dark';

const key = 'desire-path.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const theme = (): Theme => {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
};

/** Puts the theme on the page and tells pictures (`themechange` on window) to draw themselves again. */
const apply = (): void => {
  const chosen = theme();
  document.documentElement.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  dispatchEvent(new Event('themechange'));
};

export const setTheme = (chosen: Theme): void => {
  if (chosen === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, chosen);
  apply();
};

dark.addEventListener('change', apply);
apply();

/** Markup that is safe as it stands. Made by `h` alone. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(escaped).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => ESCAPES[character]);
};

/** Tagged template for markup: whatever is put in is escaped, unless it is markup itself. */
export const h = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, string, i) => text + escaped(parts[i - 1]) + string));

const WIDTH = 1032;
const HEIGHT = 140;
const GAP = 2;

export interface Bar {
  readonly label: string;
  /** From 0 up. */
  readonly value: number;
  readonly text: string;
}

/** Bars beside each other, from zero, with their first and last label below and each one's text on hover. */
export const bars = (values: readonly Bar[]): Html => {
  const most = Math.max(...values.map(({ value }) => value), Number.MIN_VALUE);
  const width = WIDTH / values.length;
  const top = values.find(({ value }) => value === most) ?? values[0];
  return h`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 34}" role="img" aria-label="${values.map(({ label, text }) => `${label}: ${text}`).join('; ')}">
${values.map(({ label, value, text }, i) => {
  const height = (HEIGHT * value) / most;
  return h`<rect x="${(i * width).toFixed(2)}" y="${(HEIGHT - height + 16).toFixed(2)}" width="${Math.max(0.5, width - GAP).toFixed(2)}" height="${height.toFixed(2)}"><title>${label}: ${text}</title></rect>`;
})}
<text x="0" y="10">highest: ${top.label}, ${top.text}</text>
<text x="0" y="${HEIGHT + 31}">${values[0].label}</text><text x="${WIDTH}" y="${HEIGHT + 31}" text-anchor="end">${values[values.length - 1].label}</text></svg>`;
};

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --quiet: #5d6675; --line: #dfe3e9; --ground: #fff; --raised: #f7f8fa; --paved: #3f6592; --desire: #b9791b; --wait: #e9c9a0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e8ee; --quiet: #9aa4b4; --line: #2f3742; --ground: #14181e; --raised: #1b2028; --paved: #8fb3dd; --desire: #e0a34a; --wait: #6a4f2a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1080px; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 18px; margin: 40px 0 4px; } h3 { font-size: 13px; font-weight: 600; margin: 16px 0 4px; }
header p, section > p, footer { color: var(--quiet); margin: 4px 0 12px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin-top: 20px; }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; background: var(--raised); }
.card h3 { margin: 0; color: var(--quiet); } .card p { margin: 0; color: var(--quiet); } .card .value { font-size: 26px; font-weight: 600; color: var(--ink); }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; color: var(--quiet); } th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; white-space: nowrap; }
td.bar { position: relative; min-width: 110px; } td.bar span { position: absolute; top: 4px; left: 0; height: 23px; background: var(--wait); border-radius: 2px; } td.bar b { position: relative; font-weight: 500; }
i { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; border: 2px solid var(--paved); } i.unexpected { background: var(--desire); border-color: var(--desire); }
svg { width: 100%; height: auto; } svg rect { fill: var(--paved); } svg text { fill: var(--quiet); font-size: 12px; }
.none { font-style: italic; } footer { margin-top: 48px; border-top: 1px solid var(--line); padding-top: 12px; }
@media print { body { max-width: none; padding: 0; } section { break-inside: avoid; } }
`;

/** A whole document around its content. */
export const page = (title: string, content: Html): string =>
  h`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} – Desire Path</title><style>${new Html(STYLE)}</style></head>
<body>${content}</body></html>
`.text;

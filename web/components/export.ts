import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';

/** Takes a picture or a table out of the page. */

/** Hands a file to the user. */
export const saveAs = (content: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

/** A name that any file system takes: `Purchase to pay, activities` → `purchase-to-pay-activities`. */
export const fileName = (...parts: readonly string[]): string =>
  parts
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80) || 'desire-path';

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'visibility',
  'marker-start',
  'marker-mid',
  'marker-end',
  'clip-path',
  'stop-color',
  'stop-opacity',
] as const;

/** The page's font as a stylesheet that needs nothing else: a picture outside the page cannot reach it. */
const fontFace = async (): Promise<string> => {
  const font = await (await fetch(interUrl)).blob();
  const url = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => done(String(reader.result)));
    reader.addEventListener('error', () => failed(reader.error));
    reader.readAsDataURL(font);
  });
  return `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(${url}) format("woff2-variations")}`;
};

/** Around a picture, and around what reaches over its edge. */
const air = 8;

/** The SVG alone in a file: the page's styles and font written into it, on the page's surface, with all that it shows beyond its edges. */
export const standalone = async (svg: SVGSVGElement): Promise<string> => {
  // What still fades in would be kept at its first moment: unseen.
  for (const moving of svg.getAnimations({ subtree: true })) moving.finish();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, original] of originals.entries()) {
    const computed = getComputedStyle(original);
    copies[i]!.setAttribute('style', kept.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';'));
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const [left, top, across, down] = (svg.getAttribute('viewBox') ?? `0 0 ${width} ${height}`).split(/[ ,]+/).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const content = svg.getBBox();
  const [x, y] = [Math.min(left, content.x) - air, Math.min(top, content.y) - air];
  const w = Math.max(left + across, content.x + content.width) + air - x;
  const h = Math.max(top + down, content.y + content.height) + air - y;
  copy.setAttribute('viewBox', [x, y, w, h].join(' '));
  copy.setAttribute('width', String(Math.round((width * w) / across)));
  copy.setAttribute('height', String(Math.round((height * h) / down)));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({
    x,
    y,
    width: w,
    height: h,
    fill: getComputedStyle(document.documentElement).getPropertyValue('--surface').trim(),
  }))
    ground.setAttribute(name, String(value));
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = await fontFace();
  copy.prepend(style, ground);
  return new XMLSerializer().serializeToString(copy);
};

export const saveSvg = async (svg: SVGSVGElement, name: string): Promise<void> =>
  saveAs(new Blob([await standalone(svg)], { type: 'image/svg+xml' }), `${fileName(name)}.svg`);

/** Drawn at twice its size, for slides. */
export const savePng = async (svg: SVGSVGElement, name: string): Promise<void> => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await standalone(svg))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth * 2, height: image.naturalHeight * 2 });
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const content = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (content === null) throw new Error('The browser could not draw this picture as PNG. SVG works at any size.');
  saveAs(content, `${fileName(name)}.png`);
};

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, as in what the server hands out. */
export const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const cell = (it: unknown): string => {
  if (it === null || it === undefined) return '';
  const words = Array.isArray(it) ? it.join(' → ') : it;
  const text = typeof words === 'string' ? harmless(words) : String(words);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Rows as CSV (RFC 4180) with their raw values: milliseconds, shares of 0–1, ISO times. */
export const csv = (columns: readonly { readonly name: string }[], rows: readonly Readonly<Record<string, unknown>>[]): string =>
  [columns.map(({ name }) => cell(name)), ...rows.map((row) => columns.map(({ name }) => cell(row[name])))]
    .map((line) => line.join(','))
    .join('\r\n');

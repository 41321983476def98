import { html, svg, type TemplateResult } from 'lit';

/** Our own line icons on a 16-pixel grid, in the colour of the text around them. */
const drawn = {
  workflows: svg`<rect x="2" y="2.5" width="5" height="4" rx="1"/><rect x="9" y="9.5" width="5" height="4" rx="1"/><path d="M4.5 6.5v3a2 2 0 0 0 2 2H9"/>`,
  upload: svg`<path d="M8 10.5v-8M4.8 5.5 8 2.3l3.2 3.2M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2"/>`,
  download: svg`<path d="M8 2.3v8M4.8 7.3 8 10.5l3.2-3.2M2.5 11.5v1a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-1"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  check: svg`<path d="m3 8.5 3.2 3.2L13 4.8"/>`,
  search: svg`<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>`,
  filter: svg`<path d="M2.5 4h11M4.5 8h7M6.5 12h3"/>`,
  undo: svg`<path d="M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6.2a3.8 3.8 0 0 1 0 7.6H6"/>`,
  redo: svg`<path d="m10.5 3 2.7 2.7-2.7 2.7M13 5.7H6.8a3.8 3.8 0 0 0 0 7.6H10"/>`,
  more: svg`<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>`,
  table: svg`<rect x="2" y="2.5" width="12" height="11" rx="1.5"/><path d="M2 6.3h12M2 9.9h12M6.5 6.3v7.2"/>`,
  chart: svg`<path d="M2.5 13.5h11M4.5 11V8M8 11V4M11.5 11V6.5"/>`,
  down: svg`<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>`,
  right: svg`<path d="m6.5 4.5 3.5 3.5-3.5 3.5"/>`,
  left: svg`<path d="M9.5 4.5 6 8l3.5 3.5"/>`,
  up: svg`<path d="m4.5 9.5 3.5-3.5 3.5 3.5"/>`,
  sun: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"/>`,
  moon: svg`<path d="M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6Z"/>`,
  system: svg`<rect x="2" y="3" width="12" height="8" rx="1.2"/><path d="M6 13.5h4"/>`,
  keyboard: svg`<rect x="1.8" y="4" width="12.4" height="8" rx="1.5"/><path d="M4.3 6.6h.01M6.8 6.6h.01M9.3 6.6h.01M11.7 6.6h.01M5.5 9.4h5" />`,
  file: svg`<path d="M9 2H4.5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5.5L9 2Z"/><path d="M9 2v3.5h3.5"/>`,
  trash: svg`<path d="M3 4.5h10M6.3 4.5V3a.7.7 0 0 1 .7-.7h2a.7.7 0 0 1 .7.7v1.5M4.5 4.5l.5 8.3a.8.8 0 0 0 .8.7h4.4a.8.8 0 0 0 .8-.7l.5-8.3"/>`,
  warning: svg`<path d="M8 2.5 14 13H2L8 2.5Z"/><path d="M8 6.7v2.8M8 11.3h.01"/>`,
  info: svg`<circle cx="8" cy="8" r="5.7"/><path d="M8 7.4v3.4M8 5.2h.01"/>`,
  swap: svg`<path d="M3 5.5h9.5M9.8 2.8l2.7 2.7-2.7 2.7M13 10.5H3.5M6.2 7.8l-2.7 2.7 2.7 2.7"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.7"/><path d="M8 4.8V8l2.2 1.5"/>`,
  person: svg`<circle cx="8" cy="5.3" r="2.6"/><path d="M3 13.5c.5-2.6 2.5-4 5-4s4.500 1.400 5 4"/>`,
  log: svg`<ellipse cx="8" cy="4" rx="5" ry="1.900"/><path d="M3 4v8c0 1 2.200 1.900 5 1.900s5-.900 5-1.900V4M3 8c0 1 2.200 1.900 5 1.900s5-.900 5-1.900"/>`,
  fit: svg`<path d="M2.500 6V3.500a1 1 0 0 1 1-1H6M10 2.500h2.500a1 1 0 0 1 1 1V6M13.500 10v2.500a1 1 0 0 1-1 1H10M6 13.500H3.500a1 1 0 0 1-1-1V10"/>`,
  minus: svg`<path d="M3 8h10"/>`,
} as const;

export type IconName = keyof typeof drawn;

/** An icon, hidden from screen readers: the control around it carries the name. */
export const icon = (name: IconName, size = 16): TemplateResult =>
  html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${drawn[name]}
  </svg>`;

import { html, type TemplateResult } from 'lit';

/** Pieces of a sentence in which *names* stand between asterisks: every second piece is a name. */
const pieces = (text: string): readonly string[] => text.split('*');

/** A report's numbers as the rest of the page writes them: `1,087` with a thin space, a space before the unit that does not break. */
const typeset = (text: string): string => text.replace(/(\d),(?=\d{3})/g, '$1\u202f').replace(/(\d) (?=%|[dhs]\b)/g, '$1\u202f');

/** A sentence of a report with its *names* set off. */
export const spoken = (text: string): TemplateResult =>
  html`${pieces(text).map((piece, i) => (i % 2 === 1 ? html`<b class="name">${piece}</b>` : typeset(piece)))}`;

/** The same as plain text, for labels. */
export const plain = (text: string): string =>
  pieces(text)
    .map((piece, i) => (i % 2 === 1 ? piece : typeset(piece)))
    .join('');

/** What a sentence says first, before the details that follow a semicolon or a full stop; names are left whole. */
export const lead = (text: string): string => {
  const said: string[] = [];
  for (const [i, piece] of pieces(text).entries()) {
    const stop = i % 2 === 0 ? piece.search(/; |\. |\.$/) : -1;
    said.push(stop < 0 ? piece : piece.slice(0, stop));
    if (stop >= 0) break;
  }
  return said.join('*');
};

/** Colours: marks in a text that become terminal sequences when the text is written. */
import { randomUUID } from 'node:crypto';
import picocolors from 'picocolors';
import type { Paint } from '../text/paragraph.ts';
import { visibleText } from '../text/visible-text.ts';

const { bold, green, red, yellow } = picocolors.createColors(true);
const styles = { bad: red, good: green, unsure: yellow, strong: bold } as const;

export class Ink {
  readonly paint: Omit<Paint, 'self'>;
  /** Random, so no file or argument can contain a mark. */
  private readonly key = randomUUID();
  private readonly signs = new Map<string, string>();

  constructor() {
    this.paint = {
      bad: this.painter('bad'),
      good: this.painter('good'),
      unsure: this.painter('unsure'),
      strong: this.painter('strong'),
    };
  }

  /** The text as written: with our terminal sequences and no others. */
  written(text: string): string {
    const visible = visibleText(text);
    if (!visible.includes(this.key)) return visible;
    return visible.replaceAll(
      new RegExp(`${this.key}(?:begin|end)-[a-z]+;`, 'g'),
      (mark) => this.signs.get(mark) ?? '',
    );
  }

  private painter(name: keyof typeof styles): (text: string) => string {
    const begin = `${this.key}begin-${name};`;
    const end = `${this.key}end-${name};`;
    const [before, after] = styles[name]('|').split('|');
    this.signs.set(begin, before).set(end, after);
    return (text) => begin + text + end;
  }
}

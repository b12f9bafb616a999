/** Text helpers: plurals, and text with code in it. */

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Text in backquotes is shown as code. */
export function Worded({ text }: { readonly text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((part, index) => (index % 2 === 0 ? part : <code key={String(index)}>{part}</code>))}
    </>
  );
}

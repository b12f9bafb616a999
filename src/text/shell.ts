/** Commands and paths in what is printed: quoted for a POSIX shell, and right in the folder of the reader. */

/** How this program is called, and where the files of its package are, seen from the current folder. */
export interface Self {
  /** The words in front of the name of a command: `npx tablewalk`. */
  readonly program: string;
  /** The folder of the package: empty if it is the current one. */
  readonly folder: string;
}

export const commandNames = [
  'check',
  'sample',
  'size',
  'replay',
  'show',
  'explain',
  'shrink',
  'bisect',
  'corpus',
  'series',
  'claims',
  'conform',
  'source',
  'diff',
  'mutate',
  'ui',
  'list',
  'completion',
] as const;

/** For files, which are read elsewhere, too: they hold the same bytes on every machine. */
export const anywhere: Self = { program: 'tablewalk', folder: '' };

/** What a terminal shows is what a shell gets, or it is escaped: no control, no format character. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** One word for a POSIX shell. */
export function quoted(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  if (!hidden.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = [...argument].map((character) =>
    hidden.test(character) || character === "'" || character === '\\'
      ? octal(character)
      : character,
  );
  return `$'${escaped.join('')}'`;
}

/** Three digits for each byte: what follows cannot be taken for one of them. */
function octal(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}

/** A file as an argument: a name that begins with a dash is no option. */
export function quotedPath(path: string): string {
  return quoted(path.startsWith('-') ? `./${path}` : path);
}

/** A command that begins with `tablewalk`, as it is started here. */
export function commandHere(command: string, { program }: Self): string {
  return command.replace(/^tablewalk(?= |$)/, () => program);
}

const commandInText = new RegExp(
  `(?<![\\w/.-])tablewalk(?= (?:(?:${commandNames.join('|')})(?![\\w-])|\\[options\\]))`,
  'g',
);

/** A text that names commands of tablewalk and documents of its package (`docs/COMMANDS.md`). */
export function textHere(text: string, self: Self): string {
  return text
    .replace(commandInText, () => self.program)
    .replace(/(?<![\w/.-])docs\/[A-Z-]+\.md/g, (path) => ownFile(path, self));
}

/** A file of the package, as an argument. */
export function ownFile(path: string, { folder }: Self): string {
  return quotedPath(folder === '' ? path : `${folder}/${path}`);
}

/** Commands and paths in printed text: quoted for a POSIX shell, and valid in the current directory. */

/** How this program is invoked, and where the files of its package are, relative to the current directory. */
export interface Self {
  /** The words before the name of a command: `npx tablewalk`. */
  readonly program: string;
  /** The directory of the package: empty if it is the current one. */
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
  'record',
  'source',
  'diff',
  'mutate',
  'plan',
  'run-jobs',
  'merge',
  'swarm',
  'ui',
  'list',
  'completion',
] as const;

/** Also for files that are read elsewhere: they contain the same bytes on every machine. */
export const anywhere: Self = { program: 'tablewalk', folder: '' };

/** Characters that a terminal displays unchanged; control and format characters are escaped. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** One word for a POSIX shell. */
export function quoted(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  if (!hidden.test(argument)) return singleQuoted(argument);
  const escaped = [...argument].map((character) =>
    hidden.test(character) || character === "'" || character === '\\'
      ? octal(character)
      : character,
  );
  return `$'${escaped.join('')}'`;
}

/** In single quotes, where a shell interprets nothing. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Three digits per byte, so that a following digit is not taken as part of the escape. */
function octal(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}

/** A file as an argument: a name that starts with a dash must not be taken as an option. */
export function quotedPath(path: string): string {
  return quoted(path.startsWith('-') ? `./${path}` : path);
}

/** A command that starts with `tablewalk`, as it is invoked here. */
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

/** Runs the program like a reader of the manual: arguments in, output and exit code out. */
import { execFile } from 'node:child_process';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export type Program = (argv: readonly string[]) => Promise<Output>;

/** Splits a command line at spaces; no argument in the manual needs quotes. */
export function argvOf(command: string): string[] {
  const words = command
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '\\');
  if (words[0] !== 'tablewalk') throw new Error(`not a command of tablewalk: ${command}`);
  return words.slice(1);
}

/** Runs each command as a process in the given folder. */
export function processIn(cwd: string, script: string): Program {
  return (argv) =>
    new Promise((resolve, reject) => {
      const options = { cwd, maxBuffer: 2 ** 28, env: environment() };
      execFile(process.execPath, [script, ...argv], options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode === 'number') resolve({ stdout, stderr, exitCode });
        else reject(new Error(`tablewalk ${argv.join(' ')} did not end: ${stderr}`));
      });
    });
}

/** Removes variables by which a terminal or an npm script would change the output. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NO_COLOR: '1' };
}

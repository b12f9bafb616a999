#!/usr/bin/env node
/** The process: arguments in, exit code out. */
const argv = process.argv.slice(2);

// What calls nothing else needs no thread that Ctrl-C must interrupt.
const isHelp = argv.length === 1 && ['--help', '-h', 'help', '--version', '-V'].includes(argv[0]);
if (isHelp) {
  const { runInMainThread } = await import('./main-thread.ts');
  process.exitCode = await runInMainThread(argv);
} else {
  const { runInCommandThread } = await import('./process-thread.ts');
  process.exitCode = await runInCommandThread(argv);
}

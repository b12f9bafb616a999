#!/usr/bin/env node
/** The process: arguments in, exit code out. */
import { runInCommandThread } from './process-thread.ts';

const argv = process.argv.slice(2);

/** It calls nothing else, and needs no thread that Ctrl-C must interrupt. */
async function printHelp(): Promise<number> {
  const { runInMainThread } = await import('./main-thread.ts');
  return await runInMainThread(argv);
}

const isHelp = argv.length === 1 && ['--help', '-h', 'help', '--version', '-V'].includes(argv[0]);
process.exitCode = await (isHelp ? printHelp() : runInCommandThread(argv));

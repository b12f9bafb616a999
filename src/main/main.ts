#!/usr/bin/env node
/** The process: arguments in, exit code out. */
import { runInCommandThread } from './process-thread.ts';

process.exitCode = await runInCommandThread(process.argv.slice(2));

#!/usr/bin/env node
/** The process: arguments in, exit code out. */
import { processIo } from './io.ts';
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), processIo());

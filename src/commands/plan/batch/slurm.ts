/** The array script for Slurm. */
import { quotedPath } from '../../../text/shell.ts';
import { type BatchPlan, memoryMiB, memoryNote } from './batch-plan.ts';

export function slurmScript({ plan, file, parts }: BatchPlan): string {
  return `#!/bin/bash
#SBATCH --job-name=tablewalk
#SBATCH --array=1-${parts}
#SBATCH --cpus-per-task=1
#SBATCH --mem=${memoryMiB(plan).all}M
#SBATCH --requeue
#SBATCH --output=tablewalk-%A-%a.log
# Memory: ${memoryNote(plan)}. To change it: sbatch --mem=4G ...
# All nodes share the folder; each part writes its own results into it. To run it, and to
# report when all parts are done (a restarted part runs only the missing jobs):
#   sbatch --wait plan.sbatch; tablewalk merge results
# TABLEWALK: how the program is started on the nodes, if that is not "tablewalk".
set -euo pipefail
exec \${TABLEWALK:-tablewalk} run-jobs ${quotedPath(file)} --out results \\
  --shard "$SLURM_ARRAY_TASK_ID/${parts}" --workers "\${SLURM_CPUS_PER_TASK:-1}"
`;
}

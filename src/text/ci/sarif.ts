/** SARIF 2.1.0, for code scanning: a rule is a claim, a result is a violation and its location. */
import type { SarifResultBuilder, SarifRuleBuilder } from 'node-sarif-builder';
import type { CiCase, CiReport, CiRule } from './ci-report.ts';

/** The modelled file, unless the report names another; counterexamples do not contain its line numbers. */
const vmemFile = 'arch/s390/mm/vmem.c';

export async function sarifText(report: CiReport): Promise<string> {
  const { version, rules, cases, name, verdict, modelled = vmemFile } = report;
  // Loaded on demand: the libraries behind it would add a tenth of a second to every start.
  const sarif = await import('node-sarif-builder');
  const run = new sarif.SarifRunBuilder().initSimple({
    toolDriverName: 'tablewalk',
    toolDriverVersion: version,
  });
  for (const rule of rules) run.addRule(describe(new sarif.SarifRuleBuilder(), rule));
  for (const one of cases) {
    if (one.status === 'failed' || one.status === 'noted') {
      run.addResult(place(new sarif.SarifResultBuilder(), one, modelled));
    }
  }
  const open = cases.filter(({ status }) => status === 'error');
  run.run.columnKind = 'utf16CodeUnits';
  run.run.invocations = [
    {
      executionSuccessful: open.length === 0,
      toolExecutionNotifications: open.map(({ message, rule, file }) => ({
        level: 'error' as const,
        message: { text: message },
        ...(file === null
          ? {}
          : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }] }),
        ...(rule === null ? {} : { associatedRule: { id: rule } }),
      })),
    },
  ];
  run.run.properties = { command: name, verdict };
  const log = new sarif.SarifBuilder({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json' });
  log.addRun(run);
  return log.buildSarifJsonString({ indent: true });
}

function describe(
  rule: SarifRuleBuilder,
  { id, claim, why, source, premise }: CiRule,
): SarifRuleBuilder {
  rule.initSimple({
    ruleId: id,
    shortDescriptionText: claim,
    fullDescriptionText: why,
  });
  const strict = premise === undefined ? '' : `\n\nPremise: this is a strict reading; ${premise}.`;
  const promise = source === undefined ? '' : `\n\nPromised by: ${source}`;
  const matters = why === '' ? '' : `\n\nWhy it matters: ${why}`;
  const help = `${claim}${matters}${promise}${strict}`;
  rule.rule.help = { text: help };
  return rule;
}

function place(
  result: SarifResultBuilder,
  { group, name, rule, status, ...one }: CiCase,
  modelled: string,
): SarifResultBuilder {
  result.setLevel(status === 'failed' ? 'error' : 'note');
  result.setRuleId(rule ?? group.join('.'));
  result.setMessageText(one.message);
  const { file, line, code, kernelFunction } = one;
  const named = code?.path ?? file;
  result.setLocationArtifactUri({ uri: named === null ? modelled : uriOf(named) });
  if (code !== null) {
    result.setLocationRegion({ startLine: code.line, startColumn: code.column });
    if (file !== null) result.result.relatedLocations = [counterexampleAt(file)];
  } else if (file !== null && line !== null) result.setLocationRegion({ startLine: line });
  const [location] = result.result.locations ?? [];
  if (location !== undefined && kernelFunction !== null) {
    location.logicalLocations = [
      {
        name: kernelFunction,
        fullyQualifiedName: `${code?.path ?? modelled}::${kernelFunction}`,
        kind: 'function',
      },
    ];
  }
  // Makes the same violation the same alert in every run, whatever the path of its file.
  result.result.partialFingerprints = { 'tablewalkCase/v1': [...group, name].join('/') };
  return result;
}

function counterexampleAt(file: string) {
  return {
    id: 1,
    message: { text: 'The counterexample.' },
    physicalLocation: { artifactLocation: { uri: uriOf(file) } },
  };
}

/** A relative reference for a relative path, `file:///…` for an absolute one. */
function uriOf(path: string): string {
  const encoded = path
    // A URI cannot contain an unpaired surrogate.
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^(?:\.\/)+/, '');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}

/** SARIF: a whole document; it is valid JSON for any content. */
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { sarifText } from '../../../src/text/ci/sarif.ts';
import { anyCases, report } from '../../commands/ci-reports.ts';

test('SARIF', async () => {
  expect(await sarifText(report)).toMatchInlineSnapshot(`
    "{
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "tablewalk",
              "rules": [
                {
                  "id": "freed-once",
                  "shortDescription": {
                    "text": "Nothing is freed that is not allocated."
                  },
                  "fullDescription": {
                    "text": "A double free hands the same memory to two owners."
                  },
                  "help": {
                    "text": "Nothing is freed that is not allocated.\\n\\nWhy it matters: A double free hands the same memory to two owners.\\n\\nPromised by: page allocator."
                  }
                }
              ],
              "version": "0.1.0"
            }
          },
          "results": [
            {
              "level": "error",
              "message": {
                "text": "it is freed twice"
              },
              "ruleId": "freed-once",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "out/a%20b%2Cc.json",
                      "index": 0
                    },
                    "region": {
                      "startLine": 1
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "vmemmap_free",
                      "fullyQualifiedName": "arch/s390/mm/vmem.c::vmemmap_free",
                      "kind": "function"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/linux-5.10/failed"
              },
              "ruleIndex": 0
            },
            {
              "level": "note",
              "message": {
                "text": "a strict reading"
              },
              "ruleId": "freed-once",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "arch/s390/mm/vmem.c",
                      "index": 1
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/linux-5.10/strict"
              },
              "ruleIndex": 0
            },
            {
              "level": "error",
              "message": {
                "text": "50%: a\\r\\n::error::x, \\"<&>\\" ]]>[31m"
              },
              "ruleId": "check.<i>\\"&",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "file:///tmp/100%25%2Cx%3Ay.json",
                      "index": 2
                    },
                    "region": {
                      "startLine": 7
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "tablewalkCase/v1": "check/<i>\\"&/hostile|\`<b>@you"
              }
            }
          ],
          "columnKind": "utf16CodeUnits",
          "invocations": [
            {
              "executionSuccessful": false,
              "toolExecutionNotifications": [
                {
                  "level": "error",
                  "message": {
                    "text": "undecided"
                  },
                  "associatedRule": {
                    "id": "freed-once"
                  }
                }
              ]
            }
          ],
          "properties": {
            "command": "check",
            "verdict": "VIOLATED: 2 of 6 claims"
          },
          "artifacts": [
            {
              "sourceLanguage": "JSON",
              "location": {
                "uri": "out/a%20b%2Cc.json"
              }
            },
            {
              "sourceLanguage": "C",
              "location": {
                "uri": "arch/s390/mm/vmem.c"
              }
            },
            {
              "sourceLanguage": "JSON",
              "location": {
                "uri": "file:///tmp/100%25%2Cx%3Ay.json"
              }
            }
          ]
        }
      ]
    }"
  `);
});

property.prop([anyCases])(
  'SARIF is JSON, with a result for each that failed or is noted',
  async (some) => {
    const [run] = JSON.parse(await sarifText({ ...report, cases: some })).runs;
    const reported = some.filter(({ status }) => /failed|noted/.test(status)).length;
    expect(run.results).toHaveLength(reported);
  },
);

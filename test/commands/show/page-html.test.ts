/** The output of show --format html: all text in a counterexample stays data. */

import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { pageTraceOf } from '../../../src/commands/show/asked-window.ts';
import { showDocument } from '../../../src/commands/show/document.ts';
import {
  type PageDocument,
  pageDocument,
  unpackDocument,
} from '../../../src/commands/show/page-document.ts';
import { deflated, pageHtml } from '../../../src/commands/show/page-html.ts';
import { ModelError } from '../../../src/errors.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { replayVmem } from '../../support/vmem-files.ts';

const file = 'corpus/F02-mark-left-out--linux-5.10.json';
const assets = { script: 'start();', style: 'body{margin:0}' };

function documentWith(claim: string) {
  const replayed = replayVmem(file);
  const { counterexample, invariant } = replayed;
  const { trace, purposes } = pageTraceOf(vmem, replayed);
  const show = showDocument(
    vmem,
    { ...counterexample, text: claim },
    { ...invariant, claim },
    trace,
  );
  return pageDocument(vmem, show, `the story of ${claim}`, purposes, () => ({
    command: '',
    address: null,
  }));
}

function embedded(html: string): PageDocument {
  const found = /<script type="text\/plain" id="counterexample">(.*?)<\/script>/s.exec(html);
  return unpackDocument(
    JSON.parse(inflateRawSync(Buffer.from(found?.[1] ?? '', 'base64')).toString()),
  );
}

describe('hostile text is unchanged, and is not markup', () => {
  test.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    ']]></SCRIPT >',
    '\u2028\u2029 & &lt; "quoted" \'single\' \\u003c',
    '$& $1 $`',
  ])('%j', (text) => {
    const document = documentWith(text);
    const html = pageHtml(assets, document, deflated);
    expect(embedded(html)).toEqual(document);
    // Only the elements of the page itself.
    expect(html.match(/<script/gi)).toHaveLength(2);
    expect(html.match(/<\/script/gi)).toHaveLength(2);
    expect(html).not.toContain('<!--');
  });
});

test('the title names revision and claim', () => {
  expect(pageHtml(assets, documentWith('A.'), deflated)).toContain(
    '<title>linux-5.10 violates unused-means-unused - tablewalk</title>',
  );
});

test('without scripts the story is shown', () => {
  expect(pageHtml(assets, documentWith('a < b'), deflated)).toContain(
    '<pre>the story of a &lt; b</pre>',
  );
});

test('the page is not allowed to fetch anything', () => {
  const html = pageHtml(assets, documentWith('A.'), deflated);
  expect(html).toContain(`content="default-src 'none';`);
  expect(html).not.toMatch(/<link|<img|<iframe|\ssrc=|\shref=|@import|url\(/i);
});

test('each claim lists the facts that violate it', () => {
  const { claims } = documentWith('A.');
  expect(claims).toHaveLength(29);
  expect(claims.find(({ id }) => id === 'flush-covers-range')).toEqual({
    id: 'flush-covers-range',
    claim: 'A flush covers everything that was cleared since the last one.',
    facts: ['flushMissedTable', 'flushMissedLeaf'],
  });
});

test.each([
  { script: 'a("</Script>")', style: '' },
  { script: 'a("<!--")', style: '' },
  { script: '', style: 'a::after{content:"</style>"}' },
])('a built page that would close its own element is a bug: %j', (broken) => {
  expect(() => pageHtml(broken, documentWith('A.'), deflated)).toThrow(ModelError);
});

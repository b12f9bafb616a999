/** Mails of an mbox: their boundaries, their decoding, and which ones are the patches of a series. */
import { describe, expect, test } from 'vitest';
import { chooseSeries } from '../../src/patches/choose-series.ts';
import { readBody, readHead } from '../../src/patches/mail.ts';
import { splitMbox } from '../../src/patches/mbox.ts';
import { readSubject } from '../../src/patches/subject.ts';

const from = 'From 0123 Mon Sep 17 00:00:00 2001';

describe('an mbox', () => {
  const split = (text: string) => splitMbox(Buffer.from(text));

  test('is split at lines that start with From and end with a time and a year', () => {
    const text = `${from}\nSubject: a\n\nFrom here on\n\nFrom there to 12:00\n\n${from}\nSubject: b\n\n`;
    expect(split(text)).toEqual([
      'Subject: a\n\nFrom here on\n\nFrom there to 12:00\n',
      'Subject: b\n\n',
    ]);
  });

  test('quotes lines that start with From by a >, of which one is removed', () => {
    expect(split(`${from}\nSubject: a\n\n>From me\n>>From you\n> From him\n`)).toEqual([
      'Subject: a\n\nFrom me\n>From you\n> From him\n',
    ]);
  });

  test('with carriage returns is split as well', () => {
    expect(
      split(`${from}\r\nSubject: a\r\n\r\nx\r\n\r\n${from}\r\nSubject: b\r\n\r\n`),
    ).toHaveLength(2);
  });

  test('without a separator is one mail; an empty file has no mail; text before the first mail is ignored', () => {
    expect(split('Subject: a\n\ntext\n')).toEqual(['Subject: a\n\ntext\n']);
    expect(split(' \n\n')).toEqual([]);
    expect(split(`words\n\n${from}\nSubject: a\n\n`)).toEqual(['Subject: a\n\n']);
  });
});

describe('a mail', () => {
  const body = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n \n-old \n+n\u00e9w\t\n';
  const encoded = (encoding: string, text: string) =>
    `Subject: =?UTF-8?q?=5BPATCH=5D_=C3=A9?=\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n\n${text}`;
  const latin1 = (text: string) => Buffer.from(text).toString('latin1');
  const quotedPrintable = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n=20\n-old=20\n+n=C3=\n=A9w\t\n';

  test.each([
    ['8bit', latin1(encoded('8bit', body))],
    ['base64', encoded('base64', Buffer.from(body).toString('base64'))],
    [
      'base64 with carriage returns',
      encoded('base64', Buffer.from(body.replaceAll('\n', '\r\n')).toString('base64')),
    ],
    ['quoted-printable', encoded('quoted-printable', quotedPrintable)],
    ['no header at all', latin1(body)],
    ['no words about its encoding', latin1(`Subject: [PATCH] x\n\n${body}`)],
    [
      'an attachment',
      `Subject: [PATCH] x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nsee below\n--b\nContent-Type: text/x-patch; charset=UTF-8\nContent-Disposition: attachment; filename="x.patch"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body).toString('base64')}\n--b--\n`,
    ],
  ])('is decoded: %s', async (_, raw) => {
    expect(await readBody(raw)).toContain(body);
  });

  test('has a subject, an id and a date, all optional', async () => {
    const raw = `${encoded('8bit', '')}`.replace(
      'Content-Type',
      'Message-ID: <a@b>\nDate: Wed, 22 Jul 2020 11:45:50 +0200\nContent-Type',
    );
    expect(await readHead(raw)).toEqual({
      subject: '[PATCH] \u00e9',
      messageId: '<a@b>',
      sentAt: Date.UTC(2020, 6, 22, 9, 45, 50),
    });
    expect(await readHead('Date: never\n\n')).toEqual({
      subject: '',
      messageId: null,
      sentAt: null,
    });
    expect(await readHead(body)).toEqual({ subject: '', messageId: null, sentAt: null });
  });
});

test.each([
  ['[PATCH v2 3/9] s390/vmem: x', { version: 2, isRfc: false, number: 3, total: 9 }],
  ['[PATCH 03/12] x', { version: 1, isRfc: false, number: 3, total: 12 }],
  ['[RFC PATCH v11 0/2] x', { version: 11, isRfc: true, number: 0, total: 2 }],
  ['[s390 PATCH] x', { version: 1, isRfc: false, number: null, total: null }],
  ['[PATCH 5.10 1/2] x', { version: 1, isRfc: false, number: 1, total: 2 }],
  ['[PATCH v999999999 1/99999999999] x', { version: 1, isRfc: false, number: null, total: null }],
  ['[DISPATCH] x', null],
  ['s390/vmem: x', null],
])('the subject %j', (subject, tag) => {
  expect(readSubject(subject)).toEqual({ isReply: false, tag });
});

test.each(['Re: [PATCH 1/2] x', 'RE: x', 'Fwd: [PATCH] x', 'AW: [PATCH] x'])(
  'the subject %j is a reply',
  (subject) => {
    expect(readSubject(subject).isReply).toBe(true);
  },
);

describe('the series', () => {
  const mail = (subject: string, id: string | null = null, sentAt: number | null = null) => ({
    subject,
    messageId: id,
    sentAt,
    raw: '',
  });
  const chosen = (subjects: readonly string[], version: number | null = null) => {
    const { patches, notes } = chooseSeries(
      subjects.map((one) => mail(one)),
      version,
    );
    return [patches.map(({ name, mail: own }) => `${name} ${own?.subject ?? 'missing'}`), notes];
  };

  test('is sorted by number, without cover letter and replies', () => {
    expect(
      chosen(['[PATCH 2/2] b', '[PATCH 0/2] cover', 'Re: [PATCH 2/2] b', '[PATCH 1/2] a']),
    ).toEqual([['1/2 [PATCH 1/2] a', '2/2 [PATCH 2/2] b'], []]);
  });

  test('is the newest version, or the requested one', () => {
    const both = ['[PATCH 1/1] a', '[PATCH v2 1/2] a', '[PATCH v2 2/2] b', '[RFC PATCH v2 1/1] c'];
    expect(chosen(both)).toEqual([
      ['1/2 [PATCH v2 1/2] a', '2/2 [PATCH v2 2/2] b'],
      ['1 mail is skipped: RFC v2 with numbers n/1', '1 mail is skipped: v1 with numbers n/1'],
    ]);
    expect(chosen(both, 1)[0]).toEqual(['1/1 [PATCH 1/1] a']);
    expect(chosen(both, 3)[0]).toEqual([]);
  });

  test('has a row for a patch that is missing', () => {
    expect(chosen(['[PATCH 3/3] c', '[PATCH 1/3] a'])[0]).toEqual([
      '1/3 [PATCH 1/3] a',
      '2/3 missing',
      '3/3 [PATCH 3/3] c',
    ]);
    expect(chosen(['[PATCH 7/99999] c'])).toEqual([
      ['7/99999 [PATCH 7/99999] c'],
      ['99998 of 99999 patches are missing'],
    ]);
  });

  test('keeps the later of two mails with the same number, and drops duplicates', () => {
    const mails = [
      mail('[PATCH 1/1] new', '<b>', 2),
      mail('[PATCH 1/1] old', '<a>', 1),
      mail('[PATCH 1/1] new', '<b>', 2),
    ];
    const { patches, notes } = chooseSeries(mails, null);
    expect(patches.map(({ mail: own }) => own?.subject)).toEqual(['[PATCH 1/1] new']);
    expect(notes).toEqual(['1/1 occurs twice: the later mail is used']);
  });

  test('without numbers or tags is in the order of the mbox', () => {
    expect(chosen(['[PATCH] b', '[PATCH] a'])[0]).toEqual(['1 [PATCH] b', '2 [PATCH] a']);
    expect(chosen(['b', 'Re: b', 'a'])[0]).toEqual(['1 b', '2 a']);
  });
});

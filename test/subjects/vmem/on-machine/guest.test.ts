/** The monitor of QEMU, which may end at any time. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Guest, GuestLost } from '../../../../src/subjects/vmem/on-machine/guest.ts';
import { folderForEachTest } from '../../../support/temporary-folder.ts';

const folder = folderForEachTest();

/** A guest whose monitor answers this number of commands and then closes the connection. */
async function guestWith(answers: number): Promise<{ guest: Guest; path: string }> {
  const path = folder.at('monitor');
  const server = createServer((socket) => {
    let left = answers;
    socket.write('{"QMP": {}}\n');
    socket.on('data', () => (left-- > 0 ? socket.write('{"return": {}}\n') : socket.destroy()));
  });
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const silenceMs = 600_000;
  const guest = await Guest.start({
    qemu: 'cat',
    argv: [],
    silenceMs,
    onConsole: () => undefined,
  });
  onTestFinished(() => guest.stop());
  return { guest, path };
}

test.each([0, 1, 2])(
  'a monitor that closes after %i answers: the guest is lost',
  async (answers) => {
    const { guest, path } = await guestWith(answers);
    const command = () => guest.monitorCommand(path, 'query-status');
    // The first answer is to the greeting.
    for (let count = 1; count < answers; count++) expect(await command()).toEqual({});
    await expect(command()).rejects.toThrow(new GuestLost('QEMU closed its monitor'));
    await expect(command()).rejects.toThrow(new GuestLost('QEMU closed its monitor'));
  },
);

test('there is no monitor: the guest is lost', async () => {
  const { guest } = await guestWith(0);
  const nowhere = guest.monitorCommand(folder.at('none'), 'query-status');
  await expect(nowhere).rejects.toThrow(new GuestLost('QEMU closed its monitor'));
});

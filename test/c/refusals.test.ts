/** Errors for unsupported C: the position, the line with a caret, the nearest name, the remedy. */
import { expect, test } from 'vitest';
import { run } from './toy.ts';

function messageOf(text: string): string {
  try {
    run(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'not refused';
}

test('all errors at once, each with its position', () => {
  const text =
    'static int helper(void)\n{\n\tint a[3];\n\n\treturn outt(1);\n}\n\nint main(void)\n{\n\tkmalloc(1);\n\treturn helper() + nothing;\n}\n';
  expect(messageOf(text)).toMatchInlineSnapshot(`
    "toy.c:10:2: in main(): kmalloc: objects of the slab allocator are not supported
                kmalloc(1);
                ^^^^^^^
    toy.c:11:20: in main(): nothing is not defined in toy.c and is not known
                return helper() + nothing;
                                  ^^^^^^^
        If another file or a header defines it, name that file with --with.
    toy.c:3:6: arrays are not supported
                int a[3];
                    ^^^^
    toy.c:5:9: in helper(): outt() is not defined in toy.c and is not known; did you mean out?
                return outt(1);
                       ^^^^
        If another file or a header defines it, name that file with --with."
  `);
});

test.each([
  ['int main(void) { asm("nop"); return 0; }', 'inline assembly is not supported'],
  [
    'int main(void) { static int n; return n; }',
    'a static variable in a function is not supported',
  ],
  ['int main(void) { strange_t s; return 0; }', 'type strange_t is not known'],
  ['int main(void) { return 1.5; }', 'the number 1.5 is not supported'],
  ['int main(void) { int x = 5 return x; }', 'a ; is missing here'],
  ['int main(void) { return in) ; }', 'this is not understood as C'],
  [
    'int main(void) { cell_t c; return c + 1; }',
    'operator + between cell_t and int is not supported',
  ],
  ['int main(void) { int i = cell_of(1); return i; }', 'cell_t is assigned to int'],
  ['int main(void) { return *in(); }', 'in() is unsigned long and no pointer'],
  ['int main(void) { in() = 4; return 0; }', 'a store to in() is not supported'],
  ['int main(void) { unknown = 4; return 0; }', 'unknown is not defined in toy.c'],
  ['int main(void) { return &in; }', 'the address of in is not supported'],
  ['int f(char *argv[]) { return 0; } int main(void) { return f(0); }', 'arrays are not supported'],
  ['int other(void) { return 0; }', 'defines none of the entry points main()'],
])('%s', (text, message) => {
  expect(messageOf(text)).toContain(message);
});

test.each([
  ['int main(void) { return 0; } }', 'toy.c:1:30: this brace closes nothing'],
  [
    'int f(void)\n{\n  if (1) {\n  return 0;\n}\nint main(void) { return 0; }',
    'toy.c:2:1: this brace is not closed',
  ],
  ['int main(void) { return 0;', 'toy.c:1:16: this brace is not closed'],
])('braces without a partner: %s', (text, message) => {
  expect(messageOf(text).split('\n')[0]).toBe(message);
});

test('an entry point with other parameters than its callers pass', () => {
  expect(messageOf('int out(int);\nint main(int count) { return count; }')).toMatch(
    /^toy\.c:2:1: the number of parameters of main\(\) is 1; its callers pass 0\n/,
  );
});

test('unreached code may be arbitrary', () => {
  const text =
    'static char *names[] = { "a" };\nstatic int odd(int a[2]) { asm(""); return a[0] ++ +; }\nstruct list { struct list *next; int a[3]; };\nint main(void) { return 3; }';
  expect(run(text).result).toBe(3);
});

test('a loop that takes no step is stopped and reported', () => {
  const limits = { instructionsMax: 1000, requestsMax: 50 };
  expect(() => run('int main(void) {\n\tfor (;;)\n\t\t;\n}', [], {}, limits)).toThrow(
    'toy.c:2:2: in main(): a loop without a step does not end',
  );
  expect(() => run('int main(void) {\n\tfor (;;)\n\t\tin();\n}', [], {}, limits)).toThrow(
    'toy.c:2:2: in main(): the call does not end',
  );
});

/**
 * The semantics of each C statement: small sources, the steps they take, and the values they return.
 */
import { describe, expect, test } from 'vitest';
import { run } from './toy.ts';

describe('loops', () => {
  test('for with continue and break', () => {
    const text =
      'int main(void) { int i, n = 0; for (i = 0; i < 9; i++) { if (i == 1) continue; if (i == 4) break; n += i; out(i); } return n; }';
    // 0 + 2 + 3
    expect(run(text)).toEqual({ result: 5, steps: ['out 0', 'out 2', 'out 3'] });
  });

  test('for declares its counter, and each of its parts is optional', () => {
    expect(run('int main(void) { for (int i = 5; ; ) { if (!i--) return i; } }').result).toBe(-1);
  });

  test('while, and do, which runs at least once', () => {
    expect(run('int main(void) { int n = 3; while (n > 1) n--; return n; }').result).toBe(1);
    expect(run('int main(void) { int n = 3; do n++; while (n < 0); return n; }').result).toBe(4);
  });

  test('continue in do jumps to the condition', () => {
    const text =
      'int main(void) { int n = 0; do { n++; if (n == 2) continue; out(n); } while (n < 3); return n; }';
    expect(run(text)).toEqual({ result: 3, steps: ['out 1', 'out 3'] });
  });

  test('a variable declared in a loop is uninitialised again in the next iteration', () => {
    const text =
      'int main(void) { int i; for (i = 0; i < 2; i++) { int v; if (i) out(v); v = 1; } return 0; }';
    expect(() => run(text)).toThrow('toy.c:1:65: in main(): v is used before it is set');
  });
});

describe('jumps', () => {
  test('goto forwards, backwards, and into a block', () => {
    const forwards = 'int main(void) { int n = 1; goto out; n = 2; out: return n; }';
    expect(run(forwards).result).toBe(1);
    const backwards = 'int main(void) { int n = 0; again: n++; if (n < 4) goto again; return n; }';
    expect(run(backwards).result).toBe(4);
    const inside = 'int main(void) { int n = 1; goto in; if (n == 0) { in: n = 7; } return n; }';
    expect(run(inside).result).toBe(7);
  });

  test('one goto leaves two loops', () => {
    const text =
      'int main(void) { int i, j; for (i = 0; ; i++) for (j = 0; j < 9; j++) if (i * j == 6) goto done; done: return i * 10 + j; }';
    // The first match is i = 1, j = 6.
    expect(run(text).result).toBe(16);
  });

  test('an undefined label is refused', () => {
    expect(() => run('int main(void) { goto done; return 0; }')).toThrow(
      'toy.c:1:23: in main(): label done is not in this function',
    );
  });
});

describe('switch', () => {
  const text =
    'int main(void) { switch (in()) { case 1: out(1); case 2: out(2); break; default: out(9); case LIMIT: out(3); } return 0; }';

  test.each([
    [1, ['out 1', 'out 2']],
    [2, ['out 2']],
    [3, ['out 3']],
    [4, ['out 9', 'out 3']],
  ])('%i falls through until a break', (given, steps) => {
    expect(run(text, [given]).steps).toEqual(['in', ...steps]);
  });

  test('continue in a switch applies to the enclosing loop', () => {
    const loop =
      'int main(void) { int i, n = 0; for (i = 0; i < 3; i++) { switch (i) { case 1: continue; } n += i; } return n; }';
    expect(run(loop).result).toBe(2);
  });

  test('a case label in a nested block of a switch is refused', () => {
    expect(() =>
      run('int main(void) { switch (in()) { case 1: if (in()) { case 2: out(2); } } return 0; }'),
    ).toThrow('in main(): a case inside a block of a switch is not supported');
  });
});

describe('functions', () => {
  test('arguments are converted to the types of parameters', () => {
    const text =
      'static unsigned long f(unsigned char c, bool b) { return c * 10 + b; } int main(void) { return f(258, 7); }';
    // 258 wraps to 2, and 7 is true.
    expect(run(text).result).toBe(21);
  });

  test('a parameter may be a function', () => {
    const text =
      'static int twice(int (*f)(int), int x) { return f(f(x)); } static int inc(int x) { return x + 1; } int main(void) { return twice(inc, 3) + twice(&inc, 3); }';
    expect(run(text).result).toBe(10);
  });

  test('each recursive call has its own variables, and recursion is limited like on a kernel stack', () => {
    const text =
      'static int sum(int n) { int rest; if (!n) return 0; rest = sum(n - 1); return n + rest; } int main(void) { return sum(10); }';
    expect(run(text).result).toBe(55);
    const endless = 'static int f(int n) { return f(n + 1); } int main(void) { return f(0); }';
    expect(() => run(endless)).toThrow('toy.c:1:30: in f(): calls are nested deeper than 200');
  });

  test('a wrong number of arguments is refused', () => {
    expect(() =>
      run('static int f(int a) { return a; } int main(void) { return f(1, 2); }'),
    ).toThrow('toy.c:1:59: in main(): f() takes 1 argument, not 2');
  });

  test('a variable of the caller can be set through a pointer', () => {
    const text =
      'static void set(int *to) { *to += 2; } int main(void) { int v = 5; set(&v); return v; }';
    expect(run(text).result).toBe(7);
  });
});

describe('structs', () => {
  const head = 'struct pair { int x, y; }; ';

  test('are copied on assignment, as arguments and as return values', () => {
    const text = `${head}static struct pair swapped(struct pair p) { int x = p.x; p.x = p.y; p.y = x; return p; } int main(void) { struct pair a = { 1, 2 }, b = swapped(a), c = a; c.x = 9; return a.x * 1000 + a.y * 100 + b.x * 10 + b.y; }`;
    expect(run(text).result).toBe(1221);
  });

  test('a field omitted from an initialiser is 0; without an initialiser it is unset', () => {
    expect(
      run(`${head}int main(void) { struct pair a = { .y = 3 }; return a.x * 10 + a.y; }`).result,
    ).toBe(3);
    expect(() => run(`${head}int main(void) { struct pair a; a.x = 1; return a.y; }`)).toThrow(
      'y is used before it is set',
    );
  });

  test('are changed through pointers', () => {
    const text = `${head}static void f(struct pair *p) { p->x++; (*p).y = p->x; } int main(void) { struct pair a = { 4, 0 }; f(&a); return a.x * 10 + a.y; }`;
    expect(run(text).result).toBe(55);
  });

  test('an unknown field is refused', () => {
    expect(() => run(`${head}int main(void) { struct pair a = { 1 }; return a.z; }`)).toThrow(
      'field z of a is not known',
    );
  });
});

describe('static variables', () => {
  test('are tested, loaded and stored in steps', () => {
    const text =
      'static int a, b; int main(void) { if (!a) a = 4; if (b == 2) return 1; b += a; return b; }';
    expect(run(text)).toEqual({
      result: 4,
      steps: ['is set a', 'set a 4', 'is b', 'load b', 'load a', 'set b 4', 'load b'],
    });
  });

  test('that are never written keep their initial value', () => {
    expect(
      run('static int a = 3; static const int b = 2 + 1; int main(void) { return a * b; }'),
    ).toEqual({
      result: 9,
      steps: [],
    });
  });
});

test('a loop that searches for a non-empty entry is a single read of the table', () => {
  const loop =
    'static int none(void) { cell_t *p = cells(); int i; for (i = 0; i < LIMIT; i++, p++) { if (!is_empty(*p)) return 0; } return 1; } int main(void) { return none(); }';
  expect(run(loop)).toEqual({ result: 0, steps: ['scan cell 0'] });
});

test('any other loop over a table reads each entry', () => {
  const loop =
    'int main(void) { cell_t *p = cells(); int i; for (i = 0; i < LIMIT - 1; i++, p++) { if (is_empty(*p)) return 1; } return 0; }';
  expect(run(loop).steps).toEqual(['load cell 0', 'is_empty 0', 'load cell 1', 'is_empty 0']);
});

/** The legend next to the picture. */
export function Legend() {
  return (
    <section aria-labelledby="legend">
      <h2 id="legend">Legend</h2>
      <dl class="legend">
        <div>
          <dt>
            <span class="sample leaf direct large">0x20000</span>
          </dt>
          <dd>
            Identity mapping: memory of a section, virtual address = physical. A thick frame is a{' '}
            <b>large leaf</b>: one entry maps all its bytes, without a table below.
          </dd>
        </div>
        <div>
          <dt>
            <span class="sample leaf memmap small">b1</span>
          </dt>
          <dd>
            Memmap: the array of <code>struct page</code>, one for each page of memory.{' '}
            <code>b1</code> is a block as large as a PMD, <code>p1</code> a page, <code>t1</code> a
            page table.
          </dd>
        </div>
        <div>
          <dt>
            <span class="sample marked">0xFD</span>
          </dt>
          <dd>
            The kernel fills memmap with 0xFD to mark it as unused. Two sections may share a block:
            it may be freed only when all of it is 0xFD.
          </dd>
        </div>
        <div>
          <dt>
            <span class="sample changed">changed</span>
          </dt>
          <dd>Changed by the current step.</dd>
        </div>
        <div>
          <dt>
            <span class="sample freed">FREED</span>
          </dt>
          <dd>Returned to the allocator while an entry or a TLB still points to it.</dd>
        </div>
        <div>
          <dt>
            <span class="sample held">in hand</span>
          </dt>
          <dd>Allocated, known only to the running thread: no entry points to it.</dd>
        </div>
      </dl>
    </section>
  );
}

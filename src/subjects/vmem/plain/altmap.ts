/**
 * The altmap: memory of a hot-added range that provides its own memmap. It only counts pages:
 * returned pages are forgotten, and returning pages that were never taken makes the count negative.
 *
 * Models: mm/sparse-vmemmap.c altmap_alloc_block_buf() and mm/memremap.c vmem_altmap_free().
 */
export class Altmap {
  /** Pages handed out, and pages lost to alignment. */
  allocated = 0;
  aligned = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  reset(): void {
    this.allocated = 0;
    this.aligned = 0;
  }

  /** True if this number of pages, a power of two and aligned to it, is left. */
  hasRoomFor(pages: number): boolean {
    const used = this.allocated + this.aligned;
    return pages + this.paddingFor(pages) <= this.capacity - used;
  }

  take(pages: number): void {
    this.aligned += this.paddingFor(pages);
    this.allocated += pages;
  }

  give(pages: number): void {
    this.allocated -= pages;
  }

  /** Pages to skip; more pages may have been freed than allocated. */
  private paddingFor(pages: number): number {
    const beyond = (this.allocated + this.aligned) % pages;
    return beyond > 0 ? pages - beyond : -beyond;
  }
}

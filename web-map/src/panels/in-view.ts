/** A row of links that may be wider than the glass: the one that is open is moved to its middle, sideways only. */
export function currentInView(row: HTMLElement): () => void {
  const move = () => {
    const current = row.querySelector<HTMLElement>('[aria-current]');
    if (current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  };
  // Letters come later than words, and make them wider or narrower.
  const watcher = new ResizeObserver(move);
  watcher.observe(row);
  for (const child of row.children) watcher.observe(child);
  return () => watcher.disconnect();
}

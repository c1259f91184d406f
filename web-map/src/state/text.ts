/** Vietnamese text without its marks, for searching as people type: "dang ky" finds "Đăng ký". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Items that hold every word of the query, unaccented; those that begin with it first, then in their own order. */
export function matching<T>(items: readonly T[], query: string, label: (item: T) => string): T[] {
  const wanted = fold(query);
  if (wanted === '') return [...items];
  const words = wanted.split(' ');
  const ranked: { item: T; rank: number; order: number }[] = [];
  items.forEach((item, order) => {
    const text = fold(label(item));
    if (!words.every((word) => text.includes(word))) return;
    ranked.push({ item, order, rank: text.startsWith(wanted) ? 0 : text.includes(wanted) ? 1 : 2 });
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).map((each) => each.item);
}

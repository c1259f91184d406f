import { describe, expect, it } from 'vitest';

import { fold, matching } from '../../src/state/text';

describe('folding', () => {
  it('takes every Vietnamese mark away, also from Đ, composed or not', () => {
    expect(fold('Đăng ký khai sinh')).toBe('dang ky khai sinh');
    expect(fold('Đường Lê Duẩn'.normalize('NFD'))).toBe('duong le duan');
    expect(fold('  Phường  Văn Miếu – Quốc Tử Giám ')).toBe('phuong van mieu quoc tu giam');
  });
});

describe('matching', () => {
  const names = ['Cấp lại đăng ký xe', 'Đăng ký kết hôn', 'Đăng ký khai sinh', 'Khai sinh có yếu tố nước ngoài'];
  const find = (query: string) => matching(names, query, (name) => name);

  it('finds accented names from unaccented words', () => {
    expect(find('dang ky khai')).toEqual(['Đăng ký khai sinh']);
    expect(find('KẾT HÔN')).toEqual(['Đăng ký kết hôn']);
  });

  it('puts names that begin with the query first and keeps the order of the rest', () => {
    expect(find('đăng ký')).toEqual(['Đăng ký kết hôn', 'Đăng ký khai sinh', 'Cấp lại đăng ký xe']);
    expect(find('sinh khai')).toEqual(['Đăng ký khai sinh', 'Khai sinh có yếu tố nước ngoài']);
  });

  it('gives everything for nothing and nothing for what is not there', () => {
    expect(find('  ')).toEqual(names);
    expect(find('ly hon')).toEqual([]);
  });
});

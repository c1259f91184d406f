/** Places that every Hanoi workspace should find, typed without marks as people do. */
const PLACES = ['dong da', 'ho tay', 'ba dinh'];
/** A place in the middle of the city, as the fragment of an address. */
export const AT = '#at=105.834270,21.027800';

/** Types known places until one is found, takes its first suggestion and gives its label. */
export async function typePlace(page) {
  const box = page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' });
  for (const typed of PLACES) {
    await box.fill('');
    await box.pressSequentially(typed, { delay: 15 });
    const option = page.locator('#place-list [role="option"]').first();
    const none = page.getByText(/^Không tìm thấy “/);
    await option.or(none).first().waitFor();
    if (!(await option.isVisible())) continue;
    const label = await option.innerText();
    await option.click();
    return label;
  }
  throw new Error(`none of ${PLACES.join(', ')} was found`);
}

/** A text as a QR code (ISO/IEC 18004), drawn as one SVG path: nothing is fetched and it prints sharp. */
import qrcode from 'qrcode-generator';

/** Light modules that the standard wants around the code. */
const QUIET = 4;

export interface QrPicture {
  /** Side in modules, the quiet zone included. */
  side: number;
  /** `d` of a path in modules. */
  path: string;
}

/** Error correction M (15 %): a sheet on a wall is scratched now and then. */
export function qrPicture(text: string): QrPicture {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  let path = '';
  for (let row = 0; row < count; row += 1) {
    let start = -1;
    // Runs of dark modules as one rectangle: thin light lines between neighbours would show in print.
    for (let column = 0; column <= count; column += 1) {
      const dark = column < count && code.isDark(row, column);
      if (dark && start < 0) start = column;
      if (!dark && start >= 0) {
        path += `M${start + QUIET} ${row + QUIET}h${column - start}v1h-${column - start}z`;
        start = -1;
      }
    }
  }
  return { side: count + 2 * QUIET, path };
}

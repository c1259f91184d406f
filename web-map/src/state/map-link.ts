/** The address that opens a point in the map program of this phone. */
export interface Spot {
  lon: number;
  lat: number;
  name: string;
}

/** What tells iPhones and iPads from others: newer iPads call themselves a Macintosh that can be touched. */
export interface Device {
  userAgent: string;
  maxTouchPoints: number;
}

export function isApple({ userAgent, maxTouchPoints }: Device): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** `maps:` on iPhones and iPads, which know no `geo:`; elsewhere `geo:` (RFC 5870) with the name shown at the place. */
export function mapLink({ lon, lat, name }: Spot, device: Device): string {
  const [at, label] = [`${lat.toFixed(6)},${lon.toFixed(6)}`, encodeURIComponent(name)];
  return isApple(device) ? `maps://?ll=${at}&q=${label}` : `geo:${at}?q=${at}(${label})`;
}

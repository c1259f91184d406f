/** The device's own position, asked for once when somebody presses the button. */
export type PositionAnswer =
  | { kind: 'found'; lon: number; lat: number }
  | { kind: 'refused' }
  | { kind: 'insecure' }
  | { kind: 'failed' };

/** Milliseconds after which a device that says nothing has failed. */
const PATIENCE = 15_000;

export function askPosition(): Promise<PositionAnswer> {
  if (!window.isSecureContext) return Promise.resolve({ kind: 'insecure' });
  if (!('geolocation' in navigator)) return Promise.resolve({ kind: 'failed' });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ kind: 'found', lon: coords.longitude, lat: coords.latitude }),
      (error) => resolve({ kind: error.code === error.PERMISSION_DENIED ? 'refused' : 'failed' }),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60_000 },
    );
  });
}

/** Whether the network is there, how old the kept data are, and whether a newer version of the program waits. */
import { keptAnswers } from '../api/client';

class Connection {
  online = $state(window.navigator.onLine);
  /** RFC 3339: when the oldest of the kept answers in use came from the server; null while all are fresh. */
  keptSince: string | null = $state(null);
  /** Starts the newer version; null while there is none. */
  update: (() => void) | null = $state.raw(null);

  constructor() {
    window.addEventListener('online', () => {
      this.online = true;
      this.keptSince = null;
    });
    window.addEventListener('offline', () => { this.online = false; });
    keptAnswers.listener = (since) => {
      if (this.keptSince === null || since < this.keptSince) this.keptSince = since;
    };
  }
}

export const connection = new Connection();

/** A map that was drawn once can be drawn without a network. */
export function keepMap(): void {
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.ready.then((registration) => registration.active?.postMessage('keep the map'));
}

/** Starts the service worker, where there may be one: on https or on this machine, and not in a development server. */
export function startWorker(): void {
  if (!('serviceWorker' in navigator) || !window.isSecureContext || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  // A first visit gains a worker without a change of version: nothing to load again.
  let replaced = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (replaced) window.location.reload();
    replaced = true;
  });
  serviceWorker.register('/sw.js').then(
    (registration: ServiceWorkerRegistration | undefined) => {
      // Some browsers that may not register answer with nothing instead of refusing.
      if (!registration) return;
      const offer = (worker: ServiceWorker | null) => {
        if (worker && serviceWorker.controller) connection.update = () => worker.postMessage('take over');
      };
      offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing;
        worker?.addEventListener('statechange', () => {
          if (worker.state === 'installed') offer(worker);
        });
      });
    },
    // Refused, as in a private window: the page works without it.
    () => undefined,
  );
}

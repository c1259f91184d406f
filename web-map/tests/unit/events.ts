/** The browser's own source of events, driven by the test. */
export class Events extends EventTarget {
  static readonly CLOSED = 2;
  static last: Events | null = null;
  readyState = 1;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
    Events.last = this;
  }
  tell(name: string, data: object): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
  close(): void {
    this.readyState = Events.CLOSED;
  }
}

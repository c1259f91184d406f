/** Words for screen readers about a change that is seen elsewhere on the page. */
class Announcer {
  text = $state('');

  /** Said once; the same words again are said again. */
  say(text: string): void {
    // A no-break space makes an unchanged sentence a new one.
    this.text = this.text === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();

/**
 * What a screen shows, as one union, and its address. The place asked about stands in the fragment, which browsers never
 * send: neither the server nor a proxy's log learns where somebody asked.
 */
import type { Mode } from '../api/client';

export type { Mode };
export type Language = 'vi' | 'en';
export type RuleId = 'plan68' | 'scheme' | 'plan68_agents';
export type CellColour = 'minutes' | 'verdict' | 'points' | 'people' | 'none';
export type DecisionFilter = 'all' | 'keep' | 'remedy' | 'merge' | 'close' | 'open' | 'mobile';
export type FirmnessFilter = 'all' | 'robust' | 'fragile';
export type PosterSubject = 'agent' | 'commune';

export interface AskedPlace {
  lon: number;
  lat: number;
  /** Null for a tap on the map or a position from the device. */
  label: string | null;
}

interface Common {
  language: Language;
  large: boolean;
  /** Black on white with strong lines, for weak eyes and bright sun. */
  contrast: boolean;
}

export interface CitizenScreen extends Common {
  page: 'citizen';
  mode: Mode;
  procedure: string | null;
  place: AskedPlace | null;
  /** Code of the point whose way is shown. */
  route: string | null;
  /** Code of a point that somebody shared: its card stands first. */
  point: string | null;
  /** Whether the page stands in a frame of another site. */
  embed: boolean;
}

export interface PlannerScreen extends Common {
  page: 'planner';
  rule: RuleId;
  colour: CellColour;
  filter: DecisionFilter;
  firmness: FirmnessFilter;
  operator: string | null;
  /** Code of a commune. */
  area: string | null;
  selected: string | null;
  /** Id of the scenario at work. */
  scenario: string | null;
  /** What it is compared with: the id of another scenario, or `baseline`; null while nothing is compared. */
  compare: string | null;
}

/** What was imported, and what the checks say of the data. */
export interface DataScreen extends Common {
  page: 'import' | 'checks';
}

export interface OverviewScreen extends Common {
  page: 'overview';
  rule: RuleId;
  allAreas: boolean;
  /** Id of the scenario whose effect is told, or `review`; null: what was published last, else the proposals of the review. */
  scenario: string | null;
}

/** A sheet of A4 to hang up: one point, or the points of a commune. */
export interface PosterScreen extends Common {
  page: 'poster';
  subject: PosterSubject;
  code: string;
}

/** A visit of a point to be rated. */
export interface RateScreen extends Common {
  page: 'rate';
  code: string;
}

/** Something wrong with a point to be reported, or what became of a report. */
export interface ReportScreen extends Common {
  page: 'report';
  code: string;
  /** Id of a case that was reported before. */
  sent: string | null;
}

/** What the public reported. */
export interface CasesScreen extends Common {
  page: 'cases';
  filter: CaseFilter;
  /** Id of a case. */
  selected: string | null;
}

export interface InspectionsScreen extends Common {
  page: 'inspections';
  /** Id of the draft at work. */
  draft: string | null;
}

/** What operators report, by period. */
export interface ReportsScreen extends Common {
  page: 'reports';
  /** Id of the period that is looked at. */
  period: string | null;
  /** Code of the operator whose filing is looked at. */
  operator: string | null;
}

export type CaseFilter = 'open' | 'all' | 'words';

export type Screen =
  | CitizenScreen | PlannerScreen | OverviewScreen | PosterScreen | RateScreen | ReportScreen | CasesScreen | InspectionsScreen
  | ReportsScreen | DataScreen;

export const MODES: readonly Mode[] = ['motorbike', 'foot', 'car', 'bicycle'];
export const RULES: readonly RuleId[] = ['plan68', 'scheme', 'plan68_agents'];
export const CELL_COLOURS: readonly CellColour[] = ['minutes', 'verdict', 'points', 'people', 'none'];
export const DECISION_FILTERS: readonly DecisionFilter[] = [
  'all', 'keep', 'remedy', 'merge', 'close', 'open', 'mobile',
];

export const CASE_FILTERS: readonly CaseFilter[] = ['open', 'all', 'words'];
export const FIRMNESS_FILTERS: readonly FirmnessFilter[] = ['all', 'robust', 'fragile'];

/** Reads an address; whatever is unknown or malformed falls back to the page's default. */
export function parseScreen(url: URL): Screen {
  const query = url.searchParams;
  const common: Common = {
    language: query.get('lang') === 'en' ? 'en' : 'vi',
    large: query.get('text') === 'large',
    contrast: query.get('contrast') === 'high',
  };
  const path = url.pathname.replace(/\/+$/, '').replace(/\.html$/, '');
  const poster = /^\/poster\/(agent|commune)\/([^/]+)$/.exec(path);
  if (poster) {
    return { ...common, page: 'poster', subject: poster[1] as PosterSubject, code: decoded(poster[2] ?? '') };
  }
  const said = /^\/(rate|report)\/([^/]+)$/.exec(path);
  if (said?.[1] === 'rate') return { ...common, page: 'rate', code: decoded(said[2] ?? '') };
  if (said) return { ...common, page: 'report', code: decoded(said[2] ?? ''), sent: query.get('case') };
  switch (path) {
    case '/cases':
      return { ...common, page: 'cases', filter: oneOf(CASE_FILTERS, query.get('show'), 'open'), selected: query.get('case') };
    case '/inspections':
      return { ...common, page: 'inspections', draft: query.get('draft') };
    case '/planner':
      return {
        ...common,
        page: 'planner',
        rule: oneOf(RULES, query.get('rule'), 'plan68'),
        colour: oneOf(CELL_COLOURS, query.get('cells'), 'minutes'),
        filter: oneOf(DECISION_FILTERS, query.get('decision'), 'all'),
        firmness: oneOf(FIRMNESS_FILTERS, query.get('firmness'), 'all'),
        operator: query.get('operator'),
        area: query.get('area'),
        selected: query.get('point'),
        scenario: query.get('scenario'),
        compare: query.get('compare'),
      };
    case '/planner/import':
      return { ...common, page: 'import' };
    case '/planner/checks':
      return { ...common, page: 'checks' };
    case '/overview':
      return {
        ...common,
        page: 'overview',
        rule: oneOf(RULES, query.get('rule'), 'scheme'),
        allAreas: query.get('areas') === 'all',
        scenario: query.get('scenario'),
      };
    case '/reports':
      return { ...common, page: 'reports', period: query.get('period'), operator: query.get('operator') };
    default:
      return {
        ...common,
        page: 'citizen',
        mode: oneOf(MODES, query.get('mode'), 'motorbike'),
        procedure: query.get('procedure'),
        place: parsePlace(url.hash),
        route: query.get('to'),
        point: query.get('point'),
        embed: query.get('embed') === '1',
      };
  }
}

/** Path, query and fragment of a screen; defaults are left out. `parseScreen` of it gives the screen back. */
export function screenAddress(screen: Screen): string {
  const query = new URLSearchParams();
  const put = (key: string, value: string | null, fallback: string | null) => {
    if (value !== null && value !== fallback) query.set(key, value);
  };
  put('lang', screen.language, 'vi');
  put('text', screen.large ? 'large' : null, null);
  put('contrast', screen.contrast ? 'high' : null, null);
  let path = '/';
  let fragment = '';
  switch (screen.page) {
    case 'planner':
      path = '/planner';
      put('rule', screen.rule, 'plan68');
      put('cells', screen.colour, 'minutes');
      put('decision', screen.filter, 'all');
      put('firmness', screen.firmness, 'all');
      put('operator', screen.operator, null);
      put('area', screen.area, null);
      put('point', screen.selected, null);
      put('scenario', screen.scenario, null);
      put('compare', screen.compare, null);
      break;
    case 'import':
    case 'checks':
      path = `/planner/${screen.page}`;
      break;
    case 'overview':
      path = '/overview';
      put('rule', screen.rule, 'scheme');
      put('areas', screen.allAreas ? 'all' : null, null);
      put('scenario', screen.scenario, null);
      break;
    case 'reports':
      path = '/reports';
      put('period', screen.period, null);
      put('operator', screen.operator, null);
      break;
    case 'poster':
      path = posterPath(screen.subject, screen.code);
      break;
    case 'rate':
      path = `/rate/${encodeURIComponent(screen.code)}`;
      break;
    case 'report':
      path = `/report/${encodeURIComponent(screen.code)}`;
      put('case', screen.sent, null);
      break;
    case 'cases':
      path = '/cases';
      put('show', screen.filter, 'open');
      put('case', screen.selected, null);
      break;
    case 'inspections':
      path = '/inspections';
      put('draft', screen.draft, null);
      break;
    case 'citizen':
      put('embed', screen.embed ? '1' : null, null);
      put('point', screen.point, null);
      put('mode', screen.mode, 'motorbike');
      put('procedure', screen.procedure, null);
      put('to', screen.route, null);
      if (screen.place) fragment = placeFragment(screen.place);
  }
  const text = query.toString();
  return path + (text === '' ? '' : `?${text}`) + fragment;
}

/** The address of another page in the same language, text size and contrast. */
export function otherPage(
  screen: Screen, page: 'citizen' | 'planner' | 'overview' | 'cases' | 'inspections' | 'reports' | 'import' | 'checks',
): string {
  return looksLike(screen, page === 'citizen' ? '/' : page === 'import' || page === 'checks' ? `/planner/${page}` : `/${page}`);
}

/** The address of a sheet to hang up. */
export function posterAddress(screen: Screen, subject: PosterSubject, code: string): string {
  return looksLike(screen, posterPath(subject, code));
}

/** The page on which a point is rated, or something wrong with it is reported. */
export function voiceAddress(screen: Screen, page: 'rate' | 'report', code: string): string {
  return looksLike(screen, `/${page}/${encodeURIComponent(code)}`);
}

/** What a QR code or a shared link holds: a point, in the default language, without anybody's place. */
export function pointLink(origin: string, code: string): string {
  return `${origin}/?point=${encodeURIComponent(code)}`;
}

/** The citizens' page asked about a place. */
export function placeLink(origin: string, place: AskedPlace): string {
  return `${origin}/${placeFragment(place)}`;
}

function looksLike(screen: Screen, path: string): string {
  const { language, large, contrast } = screen;
  return screenAddress({ ...parseScreen(new URL(path, 'http://localhost')), language, large, contrast });
}

function posterPath(subject: PosterSubject, code: string): string {
  return `/poster/${subject}/${encodeURIComponent(code)}`;
}

/** Percent-decoded; a broken escape stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function placeFragment(place: AskedPlace): string {
  const position = `#at=${place.lon.toFixed(6)},${place.lat.toFixed(6)}`;
  return place.label === null ? position : `${position}&name=${encodeURIComponent(place.label)}`;
}

function parsePlace(hash: string): AskedPlace | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const match = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(fields.get('at') ?? '');
  if (!match) return null;
  const [lon, lat] = [Number(match[1]), Number(match[2])];
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return null;
  return { lon, lat, label: fields.get('name') };
}

function oneOf<T extends string>(known: readonly T[], value: string | null, fallback: T): T {
  return known.find((each) => each === value) ?? fallback;
}

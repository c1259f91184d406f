/** What the public says, and what the office does with it. */
import { get, send } from './client';
import type {
  AlertsAnswer, CaseAnswer, CasesAnswer, CaseStepRequest, ChecklistAnswer, InspectionAnswer, InspectionRequest, InspectionsAnswer,
  PointVoiceAnswer, PublicCaseAnswer, RatingAnswer, RatingItem, RatingRequest, RatingsAnswer, ReportAnswer, ReportRequest, SatisfactionAnswer,
} from './types';

/** Fields that may be left out are left out of the JSON. */
type Sent<T> = { [Key in keyof T]?: T[Key] };

export const voice = {
  satisfaction: () => get<SatisfactionAnswer>('satisfaction'),
  ofPoint: (code: string) => get<PointVoiceAnswer>(`satisfaction/${encodeURIComponent(code)}`),
  reported: (id: string) => get<PublicCaseAnswer>(`reports/${encodeURIComponent(id)}`),
  /** `csrf`: of whoever is logged in beside; the public has none. */
  rate: (rating: Sent<RatingRequest>, csrf: string | null) => send<RatingAnswer>('POST', 'ratings', rating, { csrf }),
  report: (report: Sent<ReportRequest>, csrf: string | null) => send<ReportAnswer>('POST', 'reports', report, { csrf }),

  cases: (query: Record<string, string | null>) => get<CasesAnswer>('cases', query),
  case: (id: string) => get<CaseAnswer>(`cases/${encodeURIComponent(id)}`),
  step: (id: string, step: Sent<CaseStepRequest>, csrf: string) =>
    send<CaseAnswer>('POST', `cases/${encodeURIComponent(id)}/steps`, step, { csrf }),
  toRead: () => get<RatingsAnswer>('ratings'),
  /** `seen`: how the words were when they were looked at. */
  read: (id: string, read: { seen: string; reading: 'shown' | 'hidden' }, csrf: string) =>
    send<RatingItem>('PUT', `ratings/${encodeURIComponent(id)}/reading`, read, { csrf }),

  checklist: () => get<ChecklistAnswer>('checklist'),
  inspections: (query: Record<string, string | null>) => get<InspectionsAnswer>('inspections', query),
  inspect: (inspection: InspectionRequest, csrf: string) => send<InspectionAnswer>('POST', 'inspections', inspection, { csrf }),
  followUp: (id: string, finding: number, note: string, csrf: string) =>
    send<InspectionAnswer>('POST', `inspections/${encodeURIComponent(id)}/follow-ups`, { finding, note }, { csrf }),

  alerts: () => get<AlertsAnswer>('alerts', { limit: '1000' }),
};

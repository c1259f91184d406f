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
  read: (id: string, reading: 'shown' | 'hidden', csrf: string) =>
    send<RatingItem>('PUT', `ratings/${encodeURIComponent(id)}/reading`, { reading }, { csrf }),

  checklist: () => get<ChecklistAnswer>('checklist'),
  inspections: () => get<InspectionsAnswer>('inspections'),
  inspect: (inspection: InspectionRequest, csrf: string) => send<InspectionAnswer>('POST', 'inspections', inspection, { csrf }),
  followUp: (id: string, finding: number, note: string, csrf: string) =>
    send<InspectionAnswer>('POST', `inspections/${encodeURIComponent(id)}/follow-ups`, { finding, note }, { csrf }),

  alerts: () => get<AlertsAnswer>('alerts'),
};

/** Names for the shapes that the server's OpenAPI document declares; none is written twice. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type About = Schemas['About'];
export type AreaItem = Schemas['AreaItem'];
export type AreasAnswer = Schemas['AreasAnswer'];
export type AreaShape = Schemas['AreaShape'];
export type AssessAnswer = Schemas['AssessAnswer'];
export type CounterfactualShape = Schemas['CounterfactualShape'];
export type CoverageAnswer = Schemas['CoverageAnswer'];
export type DecisionShape = Schemas['DecisionShape'];
export type FacilitiesAnswer = Schemas['FacilitiesAnswer'];
export type FacilityItem = Schemas['FacilityItem'];
export type GapShape = Schemas['GapShape'];
export type LevelShiftShape = Schemas['LevelShiftShape'];
export type MonthItem = Schemas['MonthItem'];
export type NearestAnswer = Schemas['NearestAnswer'];
export type NearestItem = Schemas['NearestItem'];
export type PeopleShape = Schemas['PeopleShape'];
export type Problem = Schemas['Problem'];
export type ProcedureItem = Schemas['ProcedureItem'];
export type ProceduresAnswer = Schemas['ProceduresAnswer'];
export type ReasonsShape = Schemas['ReasonsShape'];
export type ReviewAnswer = Schemas['ReviewAnswer'];
export type RobustnessBaseShape = Schemas['RobustnessBaseShape'];
export type RobustnessShape = Schemas['RobustnessShape'];
export type RouteAnswer = Schemas['RouteAnswer'];
export type RouteStep = Schemas['RouteStep'];
export type RuleShape = Schemas['RuleShape'];
export type SearchAnswer = Schemas['SearchAnswer'];
export type SearchItem = Schemas['SearchItem'];
export type TrendAnswer = Schemas['TrendAnswer'];

//! A network that is edited: every figure of the city after each edit, exactly as if it had been computed from nothing.
//!
//! An edit takes a point out of some tables, puts it into others, or both. One bounded sweep from the point tells which cells
//! it reaches under the limits: their cover counts change by one. The nearest points are repaired only where the point is or
//! was among them (`routing::NearestLabels`). All cells so touched are noted as they were, and afterwards the sums move by
//! the difference. Sums are exact ([`ExactSum`]), so no edit leaves a trace in the digits of another.
//!
//! Facilities keep one number as long as the network lives, and ties follow the order of codes, so that a facility opened
//! here ranks as it will once it is in the data.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::ExactSum;
use super::limits::AreaLimits;
use super::live_change::Change;
use super::live_edit::{Edit, LiveError, commune_at, needs_no_edit, resolve};
use super::live_figures::{Judged, LiveFigures, Residents, Times, settle};
use super::live_rules::{check_rules, limits_of, residents};
use super::live_tables::{Baseline, Column, Cover, Point, Scratch, Table};
use super::{Coverage, NEAREST_KEPT, PeopleByVerdict, Reach, Verdict, gaps};
use crate::geometry::geocentric;
use crate::model::{AreaId, CellId, Facility, FacilityId, Rule};
use crate::routing::{Direction, Join};
use crate::units::{Deciseconds, Metres};

/// A facility's place in the network; without a record it is not there (it was opened here and taken away again).
struct Slot {
    code: String,
    record: Option<Facility>,
    /// Joins as the end of a way, of the record's place.
    arrivals: Vec<Join>,
}

/// See the module. The data beneath do not change and are not held: every question gets the [`Baseline`] that the network
/// was made live on.
pub struct LiveNetwork {
    slots: Vec<Slot>,
    by_code: HashMap<String, u32>,
    /// By number: where the facility stands in the order of codes.
    order: Vec<u32>,
    facilities_beneath: usize,
    residents: Residents,
    tables: Vec<Table>,
    /// One per table.
    times: Vec<Times>,
    judged: Vec<Judged>,
    /// By code of an area.
    area_of: HashMap<String, AreaId>,
    /// Inverses of the edits made, last one last.
    inverses: Vec<Edit>,
    scratch: Scratch,
}

impl LiveNetwork {
    /// Computes all tables. The rules may differ in everything but the mode of travel, which is the baseline's.
    ///
    /// # Errors
    /// No rule, a rule of another mode, a cell with people out of range, brought travel times.
    pub fn new(base: Baseline, rules: &[Rule]) -> Result<LiveNetwork, LiveError> {
        LiveNetwork::build(base, rules, None, &BTreeMap::new())
    }

    /// As [`LiveNetwork::new`], but takes cover matrices that are known; `limits` is the rule that `reach` was computed with.
    ///
    /// # Errors
    /// As [`LiveNetwork::new`].
    pub fn on_reach(base: Baseline, rules: &[Rule], reach: &Reach, limits: &Rule) -> Result<LiveNetwork, LiveError> {
        LiveNetwork::build(base, rules, Some((reach, limits)), &BTreeMap::new())
    }

    /// As [`LiveNetwork::on_reach`], with other records of facilities of the baseline, by code: what many edits come to,
    /// for the price of one computation. A facility that the baseline has not, stands elsewhere or is not open in it is
    /// passed over (nothing is known of its reach): it takes an edit.
    ///
    /// # Errors
    /// As [`LiveNetwork::new`].
    pub fn staged(
        base: Baseline,
        rules: &[Rule],
        (reach, limits): (&Reach, &Rule),
        records: &BTreeMap<String, Option<Facility>>,
    ) -> Result<LiveNetwork, LiveError> {
        LiveNetwork::build(base, rules, Some((reach, limits)), records)
    }

    fn build(
        base: Baseline,
        rules: &[Rule],
        known: Option<(&Reach, &Rule)>,
        records: &BTreeMap<String, Option<Facility>>,
    ) -> Result<LiveNetwork, LiveError> {
        let (dataset, travel) = (base.dataset, base.travel);
        check_rules(base, rules)?;
        let residents = residents(base)?;
        let slots: Vec<Slot> = (0u32..)
            .zip(&dataset.facilities)
            .map(|(number, facility)| Slot {
                code: facility.code.clone(),
                arrivals: travel.joins_of_facility(FacilityId(number)).to_vec(),
                record: match records.get(&facility.code) {
                    Some(record) if needs_no_edit(facility, record.as_ref()) => record.clone(),
                    _ => Some(facility.clone()),
                },
            })
            .collect();
        let areas = (0u32..).zip(&dataset.areas);
        let mut live = LiveNetwork {
            by_code: (0u32..)
                .zip(&slots)
                .map(|(number, slot)| (slot.code.clone(), number))
                .collect(),
            order: (0..slots.len() as u32).collect(),
            facilities_beneath: slots.len(),
            slots,
            residents,
            tables: Vec::new(),
            times: Vec::new(),
            judged: Vec::new(),
            area_of: areas
                .map(|(area, record)| (record.code.clone(), AreaId(area)))
                .collect(),
            inverses: Vec::new(),
            scratch: Scratch::new(travel),
        };
        let centres = dataset.cells.iter().map(|cell| geocentric(cell.location)).collect();
        let centres: Arc<Vec<[f64; 3]>> = Arc::new(centres);
        for rule in rules {
            let table = match live.tables.iter().position(|table| table.serves(rule)) {
                Some(known) => known,
                None => {
                    live.add_table(base, rule, known, &centres);
                    live.tables.len() - 1
                }
            };
            let on = (table, &live.tables[table]);
            let judged = Judged::build(dataset, rule, on, &live.residents, live.slots.len());
            live.judged.push(judged);
        }
        Ok(live)
    }

    fn add_table(&mut self, base: Baseline, rule: &Rule, known: Option<(&Reach, &Rule)>, centres: &Arc<Vec<[f64; 3]>>) {
        let counts = |slot: &Slot| {
            let record = slot.record.as_ref();
            record.is_some_and(|record| rule.counts_facility(&rule.limits_in(None), record))
        };
        let counting: Vec<FacilityId> = (0u32..)
            .zip(&self.slots)
            .filter(|(_, slot)| counts(slot))
            .map(|(number, _)| FacilityId(number))
            .collect();
        let points: Vec<Point> = counting
            .iter()
            .filter_map(|facility| point(&self.slots, facility.0))
            .collect();
        let nearest = base.travel.nearest(&counting, NEAREST_KEPT);
        let (limit, radius) = limits_of(rule);
        let known = known.filter(|(reach, _)| reach.has_limits_of(base.dataset, rule));
        let table = match known {
            Some((reach, _)) => {
                let matrices = [&*reach.within_time, &*reach.within_distance];
                Table::build(base, rule, &points, matrices, &nearest, Arc::clone(centres))
            }
            None => {
                let in_time = base.travel.within_time(&counting, limit);
                let in_radius = base.travel.within_distance(&counting, radius);
                Table::build(
                    base,
                    rule,
                    &points,
                    [&in_time, &in_radius],
                    &nearest,
                    Arc::clone(centres),
                )
            }
        };
        let mut times = Times::build(base.dataset, &table, &self.residents.people);
        for facility in counting {
            if let Some(area) = self.area(self.slots[facility.index()].record.as_ref()) {
                times.points[area.index()] += 1;
            }
        }
        self.tables.push(table);
        self.times.push(times);
    }

    /// Makes one edit and tells what it did; nothing is changed when it is refused.
    ///
    /// # Errors
    /// See [`LiveError`].
    pub fn apply(&mut self, base: Baseline, edit: &Edit) -> Result<Change, LiveError> {
        self.check_baseline(base)?;
        let known = self.facility(edit.code());
        let after = resolve(edit, known, |place| commune_at(base.dataset, place))?;
        let change = self.replace(base, edit.code(), after);
        self.inverses.push(change.inverse.clone());
        Ok(change)
    }

    /// Takes the last edit back; `None` when there is none left.
    ///
    /// # Errors
    /// Another baseline than the network was made live on.
    pub fn undo(&mut self, base: Baseline) -> Result<Option<Change>, LiveError> {
        self.check_baseline(base)?;
        let Some(inverse) = self.inverses.pop() else {
            return Ok(None);
        };
        let code = inverse.code().to_owned();
        let Edit::Restore { record, .. } = inverse else {
            return Ok(None);
        };
        Ok(Some(self.replace(base, &code, record.map(|record| *record))))
    }

    /// Edits made and not taken back.
    pub fn edit_count(&self) -> usize {
        self.inverses.len()
    }

    /// The facilities as they are now, in order of code.
    pub fn facilities(&self) -> Vec<Facility> {
        let mut present: Vec<Facility> = self.slots.iter().filter_map(|slot| slot.record.clone()).collect();
        present.sort_by(|a, b| a.code.cmp(&b.code));
        present
    }

    pub fn facility(&self, code: &str) -> Option<&Facility> {
        self.slots[*self.by_code.get(code)? as usize].record.as_ref()
    }

    /// The rules, in the order given; `rule` is a position in it wherever one is asked for.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.judged.iter().map(|judged| &judged.rule)
    }

    pub fn figures(&self, base: Baseline, rule: usize) -> LiveFigures {
        let judged = &self.judged[rule];
        judged.figures(base.dataset, &self.times[judged.table])
    }

    /// The counting points of every cell under a rule's limits, by cell.
    pub fn covers(&self, rule: usize) -> &[Cover] {
        self.table(rule).covers()
    }

    /// The [`NEAREST_KEPT`] nearest counting points of a cell, nearest first, ties by code.
    pub fn nearest_by_time(&self, rule: usize, cell: CellId) -> impl Iterator<Item = (Deciseconds, &str)> {
        let labels = self.table(rule).nearest(cell.index()).iter();
        labels.map(|&(time, slot)| (Deciseconds(time), self.code(slot)))
    }

    /// The nearest counting point by geodesic distance, ties by code.
    pub fn nearest_by_distance(&self, rule: usize, cell: CellId) -> Option<(&str, Metres)> {
        let (metres, slot) = self.table(rule).nearest_by_distance(cell.index())?;
        Some((self.code(slot), Metres(metres)))
    }

    /// People for whom this facility alone satisfies the rule.
    pub fn sole_people(&self, rule: usize, code: &str) -> Option<f64> {
        let slot = *self.by_code.get(code)? as usize;
        Some(self.judged[rule].sole[slot].value())
    }

    /// The cells for which this facility alone satisfies the rule, in order of id.
    pub fn sole_cells(&self, rule: usize, code: &str) -> Vec<CellId> {
        let slot = self.by_code.get(code).copied();
        let combine = self.judged[rule].rule.combine;
        let covers = (0u32..).zip(self.table(rule).covers());
        let own = covers.filter(|(_, cover)| slot.is_some() && cover.sole(combine) == slot);
        own.map(|(cell, _)| CellId(cell)).collect()
    }

    /// The full answer under a rule with verdicts, passes and gaps (which are looked for anew: this is no matter of
    /// milliseconds).
    pub fn coverage(&self, base: Baseline, rule: usize) -> Coverage {
        let judged = &self.judged[rule];
        let standings = self.table(rule).covers().iter().map(|cover| judged.standing(cover));
        let (verdicts, passes): (Vec<Verdict>, Vec<bool>) = standings.unzip();
        let figures = self.figures(base, rule);
        Coverage {
            rule: judged.rule.clone(),
            people: figures.people,
            urban: figures.urban,
            rural: figures.rural,
            outside_areas: figures.outside_areas,
            areas: figures.areas,
            gaps: gaps::find(
                base.dataset,
                base.travel,
                &AreaLimits::of(base.dataset, &judged.rule),
                &passes,
            ),
            elderly: self.elderly(base, rule),
            median: figures.median,
            p95: figures.p95,
            verdicts,
            passes,
        }
    }

    /// The elderly by verdict, where the data count them.
    pub fn elderly(&self, base: Baseline, rule: usize) -> PeopleByVerdict {
        let (judged, table) = (&self.judged[rule], self.table(rule));
        let mut people = PeopleByVerdict::default();
        for (index, cell) in base.dataset.cells.iter().enumerate() {
            if let Some(elderly) = cell.elderly {
                let (verdict, passes) = judged.standing(&table.covers()[index]);
                let joined = self.residents.joined(index, table.time(index));
                people.add(elderly, verdict, f64::from(u8::from(passes)), joined);
            }
        }
        people
    }

    fn table(&self, rule: usize) -> &Table {
        &self.tables[self.judged[rule].table]
    }

    fn code(&self, slot: u32) -> &str {
        &self.slots[slot as usize].code
    }

    fn area(&self, record: Option<&Facility>) -> Option<AreaId> {
        self.area_of.get(record?.area.as_ref()?).copied()
    }

    fn check_baseline(&self, base: Baseline) -> Result<(), LiveError> {
        let (cells, facilities) = (base.travel.cell_count(), base.travel.facility_count());
        let known = (self.residents.people.len(), self.facilities_beneath);
        if known == (cells, facilities) && base.dataset.cells.len() == cells {
            return Ok(());
        }
        Err(LiveError::OtherBaseline {
            cells: known.0,
            facilities: known.1,
            other_cells: cells,
            other_facilities: facilities,
        })
    }

    /// The number of a code, a new one at need.
    fn slot_of(&mut self, code: &str) -> u32 {
        if let Some(slot) = self.by_code.get(code) {
            return *slot;
        }
        let slot = self.slots.len() as u32;
        self.by_code.insert(code.to_owned(), slot);
        self.slots.push(Slot {
            code: code.to_owned(),
            record: None,
            arrivals: Vec::new(),
        });
        let mut sorted: Vec<u32> = (0..=slot).collect();
        sorted.sort_by(|a, b| self.code(*a).cmp(self.code(*b)));
        self.order = vec![0; sorted.len()];
        (0u32..)
            .zip(sorted)
            .for_each(|(place, slot)| self.order[slot as usize] = place);
        self.judged
            .iter_mut()
            .for_each(|judged| judged.sole.push(ExactSum::default()));
        slot
    }

    /// Puts a record in the place of the one known under the code, and brings everything up to date.
    fn replace(&mut self, base: Baseline, code: &str, after: Option<Facility>) -> Change {
        let number = self.slot_of(code);
        let before = self.slots[number as usize].record.clone();
        let moved = before.as_ref().map(|record| record.location) != after.as_ref().map(|record| record.location);
        let counted =
            |table: &Table, record: &Option<Facility>| record.as_ref().is_some_and(|record| table.counts(record));
        let sides: Vec<[bool; 2]> = self
            .tables
            .iter()
            .map(|table| [counted(table, &before), counted(table, &after)])
            .collect();
        let leaves: Vec<bool> = sides.iter().map(|[was, is]| *was && (!is || moved)).collect();
        let enters: Vec<bool> = sides.iter().map(|[was, is]| *is && (!was || moved)).collect();
        if leaves.contains(&true) {
            self.take_out(base, number, &leaves);
        }
        if moved && let Some(record) = &after {
            self.slots[number as usize].arrivals = base.travel.router().joins(record.location, Direction::Reverse);
        }
        let areas = [self.area(before.as_ref()), self.area(after.as_ref())];
        self.slots[number as usize].record = after;
        if enters.contains(&true) {
            self.put_in(base, number, &enters);
        }
        let (rules, touched) = self.settle(base, areas, &sides);
        Change {
            code: code.to_owned(),
            inverse: Edit::Restore {
                code: code.to_owned(),
                record: before.map(Box::new),
            },
            rules,
            touched,
        }
    }

    fn take_out(&mut self, base: Baseline, number: u32, tables: &[bool]) {
        let Some(point_out) = point(&self.slots, number) else {
            return;
        };
        let column = self
            .scratch
            .column(base.travel, point_out, widest(&self.tables, tables));
        let mut by_code: Vec<u32> = (0..self.slots.len() as u32).filter(|slot| *slot != number).collect();
        by_code.sort_by_key(|slot| self.order[*slot as usize]);
        for (table, _) in self.tables.iter_mut().zip(tables).filter(|(_, leaves)| **leaves) {
            let counts = |slot: &u32| {
                let record = self.slots[*slot as usize].record.as_ref();
                record.is_some_and(|record| table.counts(record))
            };
            let others: Vec<Point> = by_code
                .iter()
                .filter(|slot| counts(slot))
                .filter_map(|slot| point(&self.slots, *slot))
                .collect();
            table.take_out(base, point_out, &column, &mut self.scratch, &self.order, &others);
        }
    }

    fn put_in(&mut self, base: Baseline, number: u32, tables: &[bool]) {
        let Some(point_in) = point(&self.slots, number) else {
            return;
        };
        let column: Column = self.scratch.column(base.travel, point_in, widest(&self.tables, tables));
        for (table, _) in self.tables.iter_mut().zip(tables).filter(|(_, enters)| **enters) {
            table.put_in(base, point_in, &column, &mut self.scratch, &self.order);
        }
    }

    /// What changed under each rule, and the cells that were touched, in order of id.
    fn settle(
        &mut self,
        base: Baseline,
        areas: [Option<AreaId>; 2],
        sides: &[[bool; 2]],
    ) -> (Vec<super::RuleChange>, Vec<CellId>) {
        let mut changes: BTreeMap<usize, super::RuleChange> = BTreeMap::new();
        let mut all_touched: Vec<CellId> = Vec::new();
        for (table, [was, is]) in sides.iter().enumerate() {
            let touched = self.tables[table].take_touched();
            all_touched.extend(touched.iter().map(|before| CellId(before.cell)));
            let points = &mut self.times[table].points;
            let own: BTreeSet<AreaId> = areas.into_iter().flatten().collect();
            let before: BTreeMap<AreaId, u32> = own.into_iter().map(|area| (area, points[area.index()])).collect();
            if let (Some(area), true) = (areas[0], *was) {
                points[area.index()] -= 1;
            }
            if let (Some(area), true) = (areas[1], *is) {
                points[area.index()] += 1;
            }
            let mut rules: Vec<usize> = Vec::new();
            let mut judged: Vec<&mut Judged> = Vec::new();
            for (rule, own) in self.judged.iter_mut().enumerate().filter(|(_, own)| own.table == table) {
                rules.push(rule);
                judged.push(own);
            }
            let told = settle(
                base.dataset,
                &self.residents,
                (&self.tables[table], &touched),
                &mut self.times[table],
                &before,
                &mut judged,
                |slot| self.slots[slot as usize].code.clone(),
            );
            changes.extend(rules.into_iter().zip(told));
        }
        all_touched.sort_unstable();
        all_touched.dedup();
        (changes.into_values().collect(), all_touched)
    }
}

fn point(slots: &[Slot], number: u32) -> Option<Point<'_>> {
    let slot = &slots[number as usize];
    slot.record.as_ref().map(|record| Point {
        slot: number,
        place: record.location,
        arrivals: &slot.arrivals,
    })
}

/// The longest limit of the tables that are chosen.
fn widest(tables: &[Table], chosen: &[bool]) -> Deciseconds {
    let limits = tables.iter().zip(chosen).filter(|(_, chosen)| **chosen);
    limits.map(|(table, _)| table.limit()).max().unwrap_or_default()
}

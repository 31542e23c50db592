//! Where everything in the picture stands: boxes by lane and row, and lines that never run through a box or a text.
//!
//! Time runs downwards and lanes stand side by side, so that a long procedure fits a page and a phone. A row is the
//! longest way from the start, phase by phase. Lines run in channels between rows and in gutters between boxes, each on
//! a track of its own.

use super::measure::{BODY, SMALL, wrap};
use domain::procedure::{Procedure, Ref, Step};
use domain::questionnaire::RoleTitle;
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

pub(super) const BOX_WIDTH: f64 = 208.0;
const INSET: f64 = 10.0;
const PHASE_WIDTH: f64 = 148.0;
const TRACK: f64 = 8.0;
const MARGIN: f64 = 12.0;
const LANE_HEAD: f64 = 40.0;
const LINE_BODY: f64 = 18.0;
const LINE_SMALL: f64 = 16.0;
/// So many boxes of one lane stand side by side before the next moves a row down.
const ABREAST: usize = 2;

/// What a box says, already wrapped.
pub(super) struct Texts {
    /// Why it opens: the outcomes that lead here.
    pub entry: Vec<String>,
    /// The title.
    pub title: Vec<String>,
    /// Where it stands.
    pub status: Vec<String>,
    /// Ends, returns and repeats.
    pub exits: Vec<String>,
}

/// A box with its place.
pub(super) struct Placed {
    pub x: f64,
    pub y: f64,
    pub height: f64,
    pub texts: Texts,
}

/// A lane with its place and wrapped heading.
pub(super) struct Lane {
    pub title: Vec<String>,
    pub x: f64,
    pub width: f64,
}

/// A phase with its place and wrapped heading.
pub(super) struct Phase {
    pub title: Vec<String>,
    pub y: f64,
    pub height: f64,
}

/// A line as its corners, from box to box.
pub(super) struct Line {
    pub from: usize,
    pub to: usize,
    pub corners: Vec<(f64, f64)>,
}

/// The whole picture.
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub top: f64,
    pub boxes: Vec<Placed>,
    pub lanes: Vec<Lane>,
    pub phases: Vec<Phase>,
    pub lines: Vec<Line>,
}

/// The words of a box before they are wrapped.
pub(super) struct Words {
    pub entry: Vec<String>,
    pub title: String,
    pub status: Option<String>,
    pub exits: Vec<String>,
}

/// Lays a procedure out; `words` are those of each step, in the order of the file.
pub(super) fn lay_out(procedure: &Procedure, roles: &[RoleTitle], words: Vec<Words>) -> Layout {
    let lanes = lanes_of(procedure, roles);
    let grid = Grid::new(procedure, &lanes);
    let texts: Vec<Texts> = words.into_iter().map(wrapped).collect();
    let heights: Vec<f64> = texts.iter().map(height_of).collect();
    let routes = routes(procedure, &grid);
    let tracks = Tracks::new(&grid, &routes);
    let across = Across::new(&grid, &tracks, procedure.phases.is_empty());
    let down = Down::new(&grid, &tracks, &heights);

    let boxes: Vec<Placed> = texts
        .into_iter()
        .zip(grid.cells.iter().zip(&heights))
        .map(|(texts, (cell, height))| Placed {
            x: across.slot(cell.slot),
            y: down.row(cell.row),
            height: *height,
            texts,
        })
        .collect();
    let lines = routes
        .iter()
        .map(|route| Line { from: route.from, to: route.to, corners: corners(route, &boxes, &tracks, &across, &down) })
        .collect();
    Layout {
        width: across.width,
        height: down.height,
        top: MARGIN,
        lanes: across.lanes(&grid),
        phases: phases(procedure, &grid, &down),
        boxes,
        lines,
    }
}

fn wrapped(words: Words) -> Texts {
    let room = BOX_WIDTH - 2.0 * INSET;
    let small = |list: Vec<String>| list.iter().flat_map(|line| wrap(line, room, SMALL)).collect();
    Texts {
        entry: small(words.entry),
        title: wrap(&words.title, room, BODY),
        status: small(words.status.into_iter().collect()),
        exits: small(words.exits),
    }
}

fn strip(lines: usize) -> f64 {
    if lines == 0 { 0.0 } else { to_f(lines) * LINE_SMALL + 10.0 }
}

impl Texts {
    /// Height of the strip that says why the step opens.
    pub(super) fn entry_height(&self) -> f64 {
        strip(self.entry.len())
    }

    /// Height of the strip that says where the step stands.
    pub(super) fn status_height(&self) -> f64 {
        strip(self.status.len())
    }

    /// Height of the strip with ends, returns and repeats.
    pub(super) fn exits_height(&self) -> f64 {
        strip(self.exits.len())
    }
}

fn height_of(texts: &Texts) -> f64 {
    texts.entry_height() + to_f(texts.title.len()) * LINE_BODY + 14.0 + texts.status_height() + texts.exits_height()
}

/// The lane of each step, in the order the lanes are first met.
fn lanes_of(procedure: &Procedure, roles: &[RoleTitle]) -> Vec<String> {
    let lane = |step: &Step| {
        let role = roles.iter().find(|role| role.id == step.role);
        role.map_or_else(|| step.role.clone(), |role| role.lane.clone())
    };
    procedure.steps.iter().map(lane).collect()
}

#[derive(Clone, Copy)]
struct Cell {
    row: usize,
    slot: usize,
}

/// Rows and slots: which box stands where, before anything has a size.
struct Grid {
    cells: Vec<Cell>,
    rows: usize,
    slots: usize,
    /// Lane of each slot, by its place among the lanes.
    lane_of_slot: Vec<usize>,
    /// Phase of each row.
    phase_of_row: Vec<Option<usize>>,
    lane_names: Vec<String>,
}

impl Grid {
    fn new(procedure: &Procedure, lanes: &[String]) -> Self {
        let mut lane_names: Vec<String> = Vec::new();
        for lane in lanes {
            if !lane_names.contains(lane) {
                lane_names.push(lane.clone());
            }
        }
        let lane_of: Vec<usize> =
            lanes.iter().map(|lane| lane_names.iter().position(|name| name == lane).unwrap_or(0)).collect();
        let phase_of = phases_of_steps(procedure);
        let (places, phase_of_row) = place(procedure, &lane_of, &phase_of);
        let widths: Vec<usize> = (0..lane_names.len())
            .map(|lane| {
                let inside = places.iter().zip(&lane_of).filter(|(_, of)| **of == lane);
                inside.map(|(place, _)| place.1 + 1).max().unwrap_or(1)
            })
            .collect();
        let first_slot = |lane: usize| widths.iter().take(lane).sum::<usize>();
        let cells = places
            .iter()
            .zip(&lane_of)
            .map(|((row, nr), lane)| Cell { row: *row, slot: first_slot(*lane) + nr })
            .collect();
        let lane_of_slot =
            widths.iter().enumerate().flat_map(|(lane, width)| std::iter::repeat_n(lane, *width)).collect();
        Self { cells, rows: phase_of_row.len(), slots: widths.iter().sum(), lane_of_slot, phase_of_row, lane_names }
    }
}

/// The phase of each step; one that names none stands in the phase of the step it comes after.
fn phases_of_steps(procedure: &Procedure) -> Vec<Option<usize>> {
    let named =
        |step: &Step| step.phase.as_ref().and_then(|phase| procedure.phases.iter().position(|name| name == phase));
    let by_id: BTreeMap<&str, Option<usize>> =
        procedure.steps.iter().map(|step| (step.id.as_str(), named(step))).collect();
    let first = (!procedure.phases.is_empty()).then_some(0);
    procedure
        .steps
        .iter()
        .map(|step| {
            let before =
                step.after.iter().filter_map(Ref::step_id).filter_map(|id| by_id.get(id).copied().flatten()).max();
            named(step).or(before).or(first)
        })
        .collect()
}

/// Row and place within the lane for each step, and the phase of each row.
fn place(
    procedure: &Procedure,
    lane_of: &[usize],
    phase_of: &[Option<usize>],
) -> (Vec<(usize, usize)>, Vec<Option<usize>>) {
    let index: BTreeMap<&str, usize> =
        procedure.steps.iter().enumerate().map(|(nr, step)| (step.id.as_str(), nr)).collect();
    let mut places: Vec<Option<(usize, usize)>> = vec![None; procedure.steps.len()];
    let mut taken: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut rows: Vec<Option<usize>> = Vec::new();
    let phases: BTreeSet<Option<usize>> = phase_of.iter().copied().collect();
    for phase in phases {
        let base = rows.len();
        let mut left: Vec<usize> = (0..procedure.steps.len()).filter(|nr| phase_of.get(*nr) == Some(&phase)).collect();
        while !left.is_empty() {
            // A step goes in when all before it in the same phase are in; a ring (the loader refuses it) goes in as it is.
            let ready = |nr: &usize| {
                let step = procedure.steps.get(*nr);
                let before = step.into_iter().flat_map(|step| &step.after).filter_map(Ref::step_id);
                before.filter_map(|id| index.get(id)).all(|nr| !left.contains(nr))
            };
            let at = left.iter().position(ready).unwrap_or(0);
            let nr = left.remove(at);
            let before = procedure.steps.get(nr).into_iter().flat_map(|step| &step.after).filter_map(Ref::step_id);
            let above =
                before.filter_map(|id| places.get(*index.get(id)?).copied().flatten()).map(|(row, _)| row + 1).max();
            let lane = lane_of.get(nr).copied().unwrap_or(0);
            let mut row = above.unwrap_or(base).max(base);
            while taken.get(&(row, lane)).is_some_and(|count| *count >= ABREAST) {
                row += 1;
            }
            let count = taken.entry((row, lane)).or_insert(0);
            if let Some(place) = places.get_mut(nr) {
                *place = Some((row, *count));
            }
            *count += 1;
            while rows.len() <= row {
                rows.push(phase);
            }
        }
    }
    (places.into_iter().map(|place| place.unwrap_or((0, 0))).collect(), rows)
}

/// A way from one step to another.
struct Route {
    from: usize,
    to: usize,
    start: Cell,
    end: Cell,
    /// Straight down to the box below.
    direct: bool,
    /// Past one row or more: by the gutter left of the target's slot.
    gutter: Option<usize>,
}

fn routes(procedure: &Procedure, grid: &Grid) -> Vec<Route> {
    let index: BTreeMap<&str, usize> =
        procedure.steps.iter().enumerate().map(|(nr, step)| (step.id.as_str(), nr)).collect();
    let mut found = Vec::new();
    for (to, step) in procedure.steps.iter().enumerate() {
        let before: BTreeSet<usize> =
            step.after.iter().filter_map(Ref::step_id).filter_map(|id| index.get(id).copied()).collect();
        for from in before {
            let (Some(start), Some(end)) = (grid.cells.get(from).copied(), grid.cells.get(to).copied()) else {
                continue;
            };
            let next_row = end.row == start.row + 1;
            let direct = next_row && start.slot == end.slot;
            let gutter = (!next_row).then_some(end.slot);
            found.push(Route { from, to, start, end, direct, gutter });
        }
    }
    found
}

/// What shares a line: all that leaves one step, or all that comes to one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Leaving(usize),
    Coming(usize),
}

/// A track for every line in every channel (under each row; channel 0 lies above the first) and every gutter.
struct Tracks {
    channels: BTreeMap<(usize, Owner), usize>,
    channel_sizes: Vec<usize>,
    gutters: BTreeMap<(usize, usize), usize>,
    gutter_sizes: Vec<usize>,
}

/// The channel under a row.
fn under(row: usize) -> usize {
    row + 1
}

impl Tracks {
    fn new(grid: &Grid, routes: &[Route]) -> Self {
        // Positions across are counted in half slots: even is a gutter, odd the box to the right of it.
        let (gutter_at, box_at) = (|slot: usize| slot * 2, |slot: usize| slot * 2 + 1);
        let mut spans: BTreeMap<(usize, Owner), (usize, usize)> = BTreeMap::new();
        let mut falls: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
        let mut widen = |key: (usize, Owner), a: usize, b: usize| {
            let span = spans.entry(key).or_insert((a.min(b), a.max(b)));
            *span = (span.0.min(a).min(b), span.1.max(a).max(b));
        };
        for route in routes.iter().filter(|route| !route.direct) {
            let leaving = (under(route.start.row), Owner::Leaving(route.from));
            match route.gutter {
                None => widen(leaving, box_at(route.start.slot), box_at(route.end.slot)),
                Some(gutter) => {
                    widen(leaving, box_at(route.start.slot), gutter_at(gutter));
                    widen((route.end.row, Owner::Coming(route.to)), gutter_at(gutter), box_at(route.end.slot));
                    let (a, b) = (under(route.start.row), route.end.row);
                    let fall = falls.entry((gutter, route.to)).or_insert((a.min(b), a.max(b)));
                    *fall = (fall.0.min(a).min(b), fall.1.max(a).max(b));
                }
            }
        }
        let (channels, channel_sizes) = assign(spans, grid.rows + 1);
        let (gutters, gutter_sizes) = assign(falls, grid.slots);
        Self { channels, channel_sizes, gutters, gutter_sizes }
    }

    fn channel(&self, channel: usize, owner: Owner) -> usize {
        self.channels.get(&(channel, owner)).copied().unwrap_or(0)
    }
}

/// Gives every stretch the first track on which nothing else lies beside it.
fn assign<K: Ord + Copy>(
    spans: BTreeMap<(usize, K), (usize, usize)>,
    places: usize,
) -> (BTreeMap<(usize, K), usize>, Vec<usize>) {
    let mut used: Vec<Vec<Vec<(usize, usize)>>> = vec![Vec::new(); places];
    let mut found = BTreeMap::new();
    for ((place, owner), span) in spans {
        let Some(tracks) = used.get_mut(place) else { continue };
        let free = |track: &Vec<(usize, usize)>| track.iter().all(|(from, to)| span.1 < *from || *to < span.0);
        let nr = tracks.iter().position(free).unwrap_or_else(|| {
            tracks.push(Vec::new());
            tracks.len() - 1
        });
        if let Some(track) = tracks.get_mut(nr) {
            track.push(span);
        }
        found.insert((place, owner), nr);
    }
    (found, used.iter().map(Vec::len).collect())
}

/// Positions from left to right.
struct Across {
    slots: Vec<f64>,
    gutters: Vec<f64>,
    width: f64,
}

impl Across {
    fn new(grid: &Grid, tracks: &Tracks, without_phases: bool) -> Self {
        let mut x = if without_phases { MARGIN } else { MARGIN + PHASE_WIDTH };
        let (mut slots, mut gutters) = (Vec::new(), Vec::new());
        for slot in 0..grid.slots {
            let lanes = |nr: usize| grid.lane_of_slot.get(nr);
            let new_lane = slot > 0 && lanes(slot) != lanes(slot - 1);
            x += if new_lane { 14.0 } else { 0.0 };
            gutters.push(x + 12.0);
            x += 16.0 + TRACK * to_f(tracks.gutter_sizes.get(slot).copied().unwrap_or(0));
            slots.push(x);
            x += BOX_WIDTH;
        }
        Self { slots, gutters, width: x + 16.0 + MARGIN }
    }

    fn slot(&self, slot: usize) -> f64 {
        self.slots.get(slot).copied().unwrap_or(0.0)
    }

    fn gutter(&self, gutter: usize, track: usize) -> f64 {
        self.gutters.get(gutter).copied().unwrap_or(0.0) + TRACK * to_f(track)
    }

    fn lanes(&self, grid: &Grid) -> Vec<Lane> {
        let lanes = grid.lane_names.iter().enumerate();
        lanes
            .map(|(nr, name)| {
                let mut slots = (0..grid.slots).filter(|slot| grid.lane_of_slot.get(*slot) == Some(&nr));
                let first = slots.next().unwrap_or(0);
                let last = slots.next_back().unwrap_or(first);
                let x = self.gutters.get(first).copied().unwrap_or(0.0) - 10.0;
                let width = self.slot(last) + BOX_WIDTH + 10.0 - x;
                Lane { title: wrap(name, width - 16.0, BODY), x, width }
            })
            .collect()
    }
}

/// Positions from top to bottom.
struct Down {
    rows: Vec<f64>,
    channels: Vec<f64>,
    height: f64,
}

impl Down {
    fn new(grid: &Grid, tracks: &Tracks, heights: &[f64]) -> Self {
        let mut y = MARGIN + LANE_HEAD;
        let (mut rows, mut channels) = (Vec::new(), Vec::new());
        for row in 0..=grid.rows {
            channels.push(y + 12.0);
            y += 26.0 + TRACK * to_f(tracks.channel_sizes.get(row).copied().unwrap_or(0));
            rows.push(y);
            let inside = grid.cells.iter().zip(heights).filter(|(cell, _)| cell.row == row).map(|(_, height)| *height);
            y += inside.fold(0.0, f64::max);
        }
        Self { rows, channels, height: y + MARGIN }
    }

    fn row(&self, row: usize) -> f64 {
        self.rows.get(row).copied().unwrap_or(0.0)
    }

    fn channel(&self, channel: usize, track: usize) -> f64 {
        self.channels.get(channel).copied().unwrap_or(0.0) + TRACK * to_f(track)
    }
}

fn corners(route: &Route, boxes: &[Placed], tracks: &Tracks, across: &Across, down: &Down) -> Vec<(f64, f64)> {
    let (Some(from), Some(to)) = (boxes.get(route.from), boxes.get(route.to)) else { return Vec::new() };
    // Lines leave right of the middle and come in left of it, so that the two never lie on each other.
    let (leave, come) = (from.x + BOX_WIDTH * 0.6, to.x + BOX_WIDTH * 0.4);
    let bottom = from.y + from.height;
    if route.direct {
        return vec![(leave, bottom), (leave, to.y)];
    }
    let channel = under(route.start.row);
    let first = down.channel(channel, tracks.channel(channel, Owner::Leaving(route.from)));
    let Some(gutter) = route.gutter else {
        return vec![(leave, bottom), (leave, first), (come, first), (come, to.y)];
    };
    let x = across.gutter(gutter, tracks.gutters.get(&(gutter, route.to)).copied().unwrap_or(0));
    let last = down.channel(route.end.row, tracks.channel(route.end.row, Owner::Coming(route.to)));
    vec![(leave, bottom), (leave, first), (x, first), (x, last), (come, last), (come, to.y)]
}

fn phases(procedure: &Procedure, grid: &Grid, down: &Down) -> Vec<Phase> {
    let titles = procedure.phases.iter().enumerate();
    titles
        .filter_map(|(nr, title)| {
            let mut rows = (0..grid.rows).filter(|row| grid.phase_of_row.get(*row) == Some(&Some(nr)));
            let first = rows.next()?;
            let last = rows.next_back().unwrap_or(first);
            let y = down.row(first) - 12.0;
            let below = if last + 1 < grid.rows { down.row(last + 1) - 12.0 } else { down.height - MARGIN };
            Some(Phase { title: wrap(title, PHASE_WIDTH - 18.0, BODY), y, height: below - y })
        })
        .collect()
}

/// Counts are far below what a float holds exactly.
fn to_f(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

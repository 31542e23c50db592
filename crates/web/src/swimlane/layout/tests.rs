//! Nothing lies on anything else, whatever the procedure looks like.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::swimlane::measure::text_width;
use crate::swimlane::tests::any_shape;

fn laid_out(seed: u64) -> Layout {
    let (procedure, roles) = any_shape(seed);
    let words = procedure.steps.iter().map(|step| Words {
        entry: crate::swimlane::words::entries(&procedure, step),
        title: step.title.clone(),
        status: Some("Her er vi, siden 30.11.2026".into()),
        exits: crate::swimlane::words::exits(&procedure, step),
    });
    let words = words.collect();
    lay_out(&procedure, &roles, words)
}

#[test]
fn boxes_never_overlap_and_stand_in_a_lane_and_in_the_picture() {
    for seed in 0..200 {
        let layout = laid_out(seed);
        for (nr, one) in layout.boxes.iter().enumerate() {
            let inside = |lane: &Lane| lane.x <= one.x && one.x + BOX_WIDTH <= lane.x + lane.width;
            assert_eq!(layout.lanes.iter().filter(|lane| inside(lane)).count(), 1, "seed {seed}, box {nr}");
            assert!(one.y > LANE_HEAD && one.y + one.height <= layout.height && one.x + BOX_WIDTH <= layout.width);
            for (other_nr, other) in layout.boxes.iter().enumerate().skip(nr + 1) {
                let apart = one.x + BOX_WIDTH <= other.x
                    || other.x + BOX_WIDTH <= one.x
                    || one.y + one.height <= other.y
                    || other.y + other.height <= one.y;
                assert!(apart, "seed {seed}: boxes {nr} and {other_nr}");
            }
        }
    }
}

#[test]
fn lines_never_run_through_a_box_and_always_come_in_from_above() {
    for seed in 0..200 {
        let layout = laid_out(seed);
        for line in &layout.lines {
            for pair in line.corners.windows(2) {
                let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                assert!(x1 == x2 || y1 == y2, "seed {seed}: only straight stretches");
                for (nr, one) in layout.boxes.iter().enumerate() {
                    let beside = x1.max(x2) <= one.x || one.x + BOX_WIDTH <= x1.min(x2);
                    let above_or_below = y1.max(y2) <= one.y || one.y + one.height <= y1.min(y2);
                    assert!(beside || above_or_below, "seed {seed}: {} to {} through {nr}", line.from, line.to);
                }
            }
            let [.., (_, before), (_, last)] = line.corners.as_slice() else { panic!("a line has two ends") };
            assert!(before < last, "seed {seed}");
        }
    }
}

#[test]
fn lines_of_different_steps_never_lie_on_each_other() {
    for seed in 0..200 {
        let layout = laid_out(seed);
        for (nr, one) in layout.lines.iter().enumerate() {
            for other in layout.lines.iter().skip(nr + 1).filter(|other| other.from != one.from && other.to != one.to) {
                for (a, b) in one.corners.windows(2).flat_map(|a| other.corners.windows(2).map(move |b| (a, b))) {
                    assert!(
                        !on_each_other(a, b),
                        "seed {seed}: {}→{} and {}→{}",
                        one.from,
                        one.to,
                        other.from,
                        other.to
                    );
                }
            }
        }
    }
}

fn on_each_other(a: &[(f64, f64)], b: &[(f64, f64)]) -> bool {
    let overlap = |a: (f64, f64), b: (f64, f64)| a.0.min(a.1).max(b.0.min(b.1)) < a.0.max(a.1).min(b.0.max(b.1));
    let across = a[0].1 == a[1].1 && b[0].1 == b[1].1 && a[0].1 == b[0].1;
    let down = a[0].0 == a[1].0 && b[0].0 == b[1].0 && a[0].0 == b[0].0;
    (across && overlap((a[0].0, a[1].0), (b[0].0, b[1].0))) || (down && overlap((a[0].1, a[1].1), (b[0].1, b[1].1)))
}

#[test]
fn every_text_fits_its_box_and_boxes_have_room_for_their_texts() {
    for seed in 0..50 {
        for placed in laid_out(seed).boxes {
            let texts = &placed.texts;
            assert!(texts.title.iter().all(|line| text_width(line, BODY) <= BOX_WIDTH - 2.0 * INSET), "seed {seed}");
            let small = texts.entry.iter().chain(&texts.status).chain(&texts.exits);
            assert!(small.into_iter().all(|line| text_width(line, SMALL) <= BOX_WIDTH - 2.0 * INSET), "seed {seed}");
            let lines = texts.entry.len() + texts.status.len() + texts.exits.len();
            assert!(placed.height >= to_f(lines) * LINE_SMALL + to_f(texts.title.len()) * LINE_BODY, "seed {seed}");
        }
    }
}

#[test]
fn a_step_stands_below_all_it_comes_after_unless_its_phase_says_otherwise() {
    for seed in (0..200).filter(|seed| any_shape(*seed).0.phases.is_empty()) {
        let layout = laid_out(seed);
        for line in &layout.lines {
            assert!(layout.boxes[line.from].y < layout.boxes[line.to].y, "seed {seed}: {} to {}", line.from, line.to);
        }
    }
}

//! Milliseconds per letter, cold and warm, on one core: `cargo bench -p letters`.
//!
//! Cold is the first letter of a process, fonts loaded in it; warm is each one after, with another recipient every time,
//! so that no page is remembered whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a measure, not the program")]

#[path = "../tests/common/mod.rs"]
mod common;

use letters::{Page, Press, Words, fill};
use std::time::{Duration, Instant};

const LETTERS: u32 = 300;

fn main() {
    // `cargo test` runs benches too, to see that they work: one round is enough then.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { LETTERS } else { 3 };
    let blocks = common::blocks();
    let templates = common::letters();

    let begin = Instant::now();
    let press = Press::new().unwrap();
    let loaded = begin.elapsed();
    let first = press.pdf(&common::page(templates.first().unwrap())).unwrap();
    let cold = begin.elapsed();

    let (mut filling, mut pages, mut bytes) = (Duration::ZERO, Duration::ZERO, first.len());
    let mut times: Vec<Duration> = Vec::new();
    for (number, letter) in (0..rounds).zip(templates.iter().cycle()) {
        let words = Words::sample_for(letter)
            .text("modtager.navn", format!("Anna Lund {number}"))
            .text("sag.nummer", format!("2026-{number:04}"));
        let begin = Instant::now();
        let filled = fill(letter, &blocks, &words).unwrap();
        let page = Page::of_letter(&letter.title, &filled.text, jiff::civil::date(2026, 3, 31), &words).unwrap();
        filling += begin.elapsed();
        let begin = Instant::now();
        bytes += press.pdf(&page).unwrap().len();
        pages += begin.elapsed();
        times.push(begin.elapsed());
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |share: usize| times.get(times.len() * share / 100).copied().map_or(0.0, ms);
    println!("fonts and template loaded   {:8.1} ms", ms(loaded));
    println!("first letter, cold          {:8.1} ms (loading with it)", ms(cold));
    println!("words filled in             {:8.2} ms", ms(filling) / f64::from(rounds));
    println!("PDF, warm, mean             {:8.1} ms", ms(pages) / f64::from(rounds));
    println!("PDF, warm, p50 / p99        {:8.1} / {:.1} ms", at(50), at(99));
    println!("letters a second, one core  {:8.1}", f64::from(rounds) / (filling + pages).as_secs_f64());
    println!("kilobytes a letter          {:8.1}", bytes as f64 / f64::from(rounds + 1) / 1000.0);
}

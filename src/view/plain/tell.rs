//! What is told at each place of the cursor, each made from worlds alone, and nothing twice.

use super::closing::closing;
use super::counted::{Counted, Kind};
use super::knobs;
use super::lines::{line, noticed, prose, text};
use crate::event::{Event, Micros, Seq, SourceName, Stamped, thousands};
use crate::lesson::{Aspect, Question};
use crate::view::session::{Answer, Session, Verdict};
use crate::view::words;
use crate::world::{Thread, Weight, World, deadlock, notices, ways};
use colored::Colorize;
use std::io::{self, Write};

/// A notice that comes back sooner than this was never gone: what it is measured by only swayed.
const AGAIN: Micros = Micros(1_000_000);

/// Remembers what has been told, so that nothing is told twice.
pub(super) struct Teller {
    /// How long a deadlock stands before it is told once more.
    patience: Micros,
    /// Since when the deadlock stands that was told, and whether it was told once more.
    deadlock: Option<(Micros, bool)>,
    beats: Vec<usize>,
    /// What was told, and for what is measured by numbers that sway, when it was last so.
    notices: Vec<(String, Option<Micros>)>,
    pipes: Vec<String>,
    /// How each clock's queue of delayed calls lay when that was told, and what the loop's wait allowed.
    queues: Vec<String>,
    sleep: String,
    readiness: Vec<(SourceName, String)>,
    counted: Counted,
    milestones: usize,
    /// Predictions whose outcome was told, by the place of their mark.
    verdicts: Vec<Seq>,
}

impl Teller {
    pub(super) fn new(patience: Micros) -> Self {
        Teller {
            patience,
            deadlock: None,
            beats: Vec::new(),
            notices: Vec::new(),
            pipes: Vec::new(),
            queues: Vec::new(),
            sleep: String::new(),
            readiness: Vec::new(),
            counted: Counted::default(),
            milestones: 0,
            verdicts: Vec::new(),
        }
    }

    pub(super) fn opening(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let (lesson, scene) = (session.lesson, session.scene);
        let place = lesson.place(scene) + 1;
        let title = format!("Lesson {}, scene {place} of {}: {}", lesson.number, lesson.scenes.len(), scene.title);
        writeln!(out, "{}", title.bold())?;
        prose(out, "", scene.idea)?;
        if let Some(goal) = scene.goal {
            prose(out, "  goal: ", goal.text)?;
        }
        for line in knobs(scene, session) {
            writeln!(out, "  knob {line}")?;
        }
        for reason in &session.trace.header.absent {
            writeln!(out, "  absent on this platform: {reason}")?;
        }
        if let Some(line) = session.changed_since() {
            writeln!(out, "  the program of today differs from line {line} on from the one that ran")?;
        }
        writeln!(
            out,
            "  program: {} in {}, on {}",
            scene.stage.program, session.trace.header.stage.path, session.trace.header.kernel
        )
    }

    /// The cursor has moved from `before`: tells the step, what the kernel said after it, and what is new.
    pub(super) fn moved(&mut self, session: &Session, before: Seq, out: &mut dyn Write) -> io::Result<()> {
        let world = session.world();
        for stamped in session.trace.between(before, world.seq) {
            self.event(session, stamped, out)?;
        }
        if self.counted.is_due(world.at) {
            self.counts(world, out)?;
        }
        self.pipes(world, out)?;
        if session.scene.shows.contains(&Aspect::Timers) {
            self.timers(world, out)?;
        }
        self.milestones(session, out)?;
        self.deadlock(world, out)?;
        self.notices(world, out)?;
        self.verdicts(session, out)?;
        self.story(session, out)
    }

    fn event(&mut self, session: &Session, stamped: &Stamped, out: &mut dyn Write) -> io::Result<()> {
        let (world, scene) = (session.world(), session.scene);
        if let Event::Repeated { times, what } = &stamped.event {
            let once = Stamped { event: Event::clone(what), ..stamped.clone() };
            if let Some(text) = text(scene, &once) {
                self.counted.add(once, text, *times);
            }
            return self.waited(world, what, out);
        }
        let Some(text) = text(scene, stamped) else { return Ok(()) };
        // Where a stage runs freely, what has been told since the learner last did something is told by its number.
        let kind = if session.is_free() { self.counted.kind(stamped, &text) } else { Kind::New };
        match kind {
            Kind::Silent => return Ok(()),
            Kind::Known => self.counted.add(stamped.clone(), text, 1),
            Kind::New => {
                self.counts(world, out)?;
                line(stamped, &text, out)?;
                if session.is_free() {
                    self.counted.told(stamped, text);
                }
            }
        }
        self.waited(world, &stamped.event, out)?;
        noticed(world, stamped, out)
    }

    /// What was counted since it was last told, and how the loops go meanwhile.
    fn counts(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let counted = self.counted.take();
        for (stamped, text) in &counted {
            line(stamped, text, out)?;
        }
        if !counted.is_empty() && self.counted.wheel_is_due(world.at) {
            for thread in world.loops() {
                writeln!(out, "          {} {}", "loop".dimmed(), words::turning(thread).cyan())?;
            }
            for flow in ways(world).iter().filter_map(|way| words::flow(world, way)) {
                writeln!(out, "          {} {}", "flow".dimmed(), flow.cyan())?;
            }
        }
        Ok(())
    }

    /// After a wait: what the kernel said of each source that was asked about, where it is something else than before.
    fn waited(&mut self, world: &World, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        if !matches!(event, Event::Woke { .. }) {
            return Ok(());
        }
        for source in &world.sources {
            let Some([name, asked, said, ..]) = words::readiness(world, source) else { continue };
            let now = if source.readiness.interest.is_none() {
                String::new()
            } else if said == "not ready" {
                format!("{name}: asked {asked}, not ready")
            } else {
                format!("{name}: asked {asked}, ready {said}")
            };
            let place = self.readiness.iter().position(|(known, _)| *known == source.name);
            let place = place.unwrap_or_else(|| {
                self.readiness.push((source.name.clone(), String::new()));
                self.readiness.len() - 1
            });
            if self.readiness[place].1 != now {
                if !now.is_empty() {
                    writeln!(out, "          {} {}", "kernel".dimmed(), now.cyan())?;
                }
                self.readiness[place].1 = now;
            }
        }
        Ok(())
    }

    /// The kernel's gauges of each connection, where they changed.
    fn pipes(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let both_ways =
            world.connections().into_iter().flat_map(|(client, server)| [(client, server), (server, client)]);
        let pipes: Vec<(String, bool)> =
            both_ways.map(|(from, to)| (words::pipeline(from, to), words::is_dry(from, to))).collect();
        self.pipes.resize(pipes.len().max(self.pipes.len()), String::new());
        for ((pipe, dry), last) in pipes.iter().zip(&mut self.pipes) {
            if pipe != last {
                let first = last.is_empty();
                last.clone_from(pipe);
                let nothing = *dry || first && pipe.contains(" 0 unsent, 0 in flight > 0 unread");
                if !nothing {
                    writeln!(out, "          {} {}", "kernel".dimmed(), pipe.cyan())?;
                }
            }
        }
        Ok(())
    }

    /// How the queues of delayed calls lie, and how long the loop may sleep, where that is new.
    fn timers(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        self.queues.resize(world.timers.heaps.len().max(self.queues.len()), String::new());
        for (heap, told) in world.timers.heaps.iter().zip(&mut self.queues) {
            let now = words::heap(heap, &world.timers);
            if *told != now {
                writeln!(out, "          {} {}: {}", "heap".dimmed(), words::clock(heap.clock), now.cyan())?;
                *told = now;
            }
        }
        let waits = |thread: &&Thread| thread.wheel.wait.as_ref().is_some_and(|wait| wait.ready.is_none());
        let sleep = world.loops().filter(waits).find_map(|thread| words::sleep(thread, world)).unwrap_or_default();
        if !sleep.is_empty() && self.sleep.is_empty() {
            writeln!(out, "          {} {}", "loop".dimmed(), sleep.cyan())?;
        }
        self.sleep = sleep;
        Ok(())
    }

    fn milestones(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let here = session.cursor.seq();
        let seen = |seq: &Option<Seq>| seq.is_some_and(|seq| seq <= here);
        let count = session.milestones.iter().filter(|seq| seen(seq)).count();
        if count > self.milestones {
            let new = session.scene.milestones.iter().zip(&session.milestones).filter(|(_, seq)| seen(seq));
            for (milestone, _) in new.skip(self.milestones) {
                writeln!(out, "  {} {}", "seen:".green().bold(), milestone.text)?;
            }
            self.milestones = count;
        }
        Ok(())
    }

    fn notices(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let mut last = std::mem::take(&mut self.notices);
        for notice in notices(world) {
            let sways = notice.about != notice.text;
            let told = last.iter().position(|(about, _)| *about == notice.about).map(|place| last.swap_remove(place));
            if told.is_none() {
                let mark = match notice.weight {
                    Weight::Stuck => "notice:".red().bold(),
                    Weight::Warning => "notice:".yellow().bold(),
                    Weight::Hint => "notice:".normal(),
                };
                writeln!(out, "  {mark} {}", notice.text)?;
            }
            self.notices.push((notice.about, sways.then_some(world.at)));
        }
        self.notices.extend(last.into_iter().filter(|(_, seen)| seen.is_some_and(|at| world.at.since(at) < AGAIN)));
        Ok(())
    }

    /// How each prediction went, told once that is known: of two that are open, the one that is decided first.
    fn verdicts(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let here = session.cursor.seq();
        for mark in session.marks.iter().filter(|mark| mark.seq <= here && mark.answer != Answer::Open) {
            if self.verdicts.contains(&mark.seq) {
                continue;
            }
            let (word, choice) = match mark.verdict(here) {
                Verdict::Pending if session.is_over() && here == session.trace.last() => {
                    ("not decided by this run".yellow(), None)
                }
                Verdict::Pending => continue,
                Verdict::Right(choice) => ("your prediction came true".green().bold(), Some(choice)),
                Verdict::Wrong(choice) => ("something else came true".yellow().bold(), Some(choice)),
                Verdict::Told(choice) => ("this came true".normal(), Some(choice)),
            };
            self.verdicts.push(mark.seq);
            match choice.and_then(|choice| Some((choice, mark.question.choices.get(choice)?))) {
                Some((place, choice)) => {
                    writeln!(out, "  {word}: {} {}", Question::letter(place), choice.text)?;
                    prose(out, "    ", choice.because)?;
                }
                None => writeln!(out, "  {word}: {}", mark.question.prompt)?,
            }
        }
        Ok(())
    }

    /// Each beat of the story is told once, when it comes up first.
    fn story(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let Some(beat) = session.scene.beat(session.world()).filter(|beat| !self.beats.contains(beat)) else {
            return Ok(());
        };
        self.beats.push(beat);
        writeln!(out)?;
        prose(out, "  ", &(session.scene.story[beat].text)(session.world()))?;
        writeln!(out)
    }

    pub(super) fn question(&self, question: &Question, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        prose(out, "? ", question.prompt)?;
        for (place, choice) in question.choices.iter().enumerate() {
            writeln!(out, "    {} {}", Question::letter(place).to_string().bold(), choice.text)?;
        }
        Ok(())
    }

    pub(super) fn answered(&self, question: &Question, answer: Answer, out: &mut dyn Write) -> io::Result<()> {
        match answer {
            Answer::Given(place) => {
                let text = question.choices.get(place).map_or("", |choice| choice.text);
                writeln!(out, "  predicted: {} {text}\n", Question::letter(place))
            }
            Answer::Skipped | Answer::Open => writeln!(out, "  predicted: nothing\n"),
        }
    }

    /// The X-ray, when a deadlock comes to stand, and a line when patience is at its end.
    fn deadlock(&mut self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let Some(x) = deadlock(world) else {
            self.deadlock = None;
            return Ok(());
        };
        let since = Micros(world.at.0.saturating_sub(x.stands_for().0));
        match self.deadlock {
            // The same one, within what a sample can be off.
            Some((told, patient)) if since.since(told) < self.patience => {
                if !patient && x.stands_for() >= self.patience {
                    self.deadlock = Some((told, true));
                    writeln!(out, "  {} for {} now", "still deadlocked".red().bold(), words::span(x.stands_for()))?;
                    self.threads(world, out)?;
                    writeln!(out)?;
                }
                Ok(())
            }
            _ => {
                self.deadlock = Some((since, false));
                writeln!(out, "\n  {}", "deadlock".red().bold())?;
                for line in words::xray(world, &x) {
                    prose(out, "    ", &line)?;
                }
                self.sums(world, out)?;
                self.threads(world, out)?;
                writeln!(out)
            }
        }
    }

    /// What went through each connection so far.
    fn sums(&self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        for (client, server) in world.connections() {
            for (from, to) in [(client, server), (server, client)] {
                let (sums, state) = (words::sums(world, from, to), words::source_state(from));
                writeln!(out, "    {} > {}: {sums}; {} is {state}", from.name, to.name, from.name)?;
            }
        }
        Ok(())
    }

    /// The kernel's word on each thread.
    fn threads(&self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        for thread in &world.threads {
            if let (Some(word), Some((_, sample))) = (words::kernels_word(thread), &thread.sample) {
                let (calls, cpu) = (thousands(thread.syscalls), words::span(sample.cpu));
                writeln!(
                    out,
                    "    thread {}: {word}, says the kernel; {cpu} of CPU and {calls} calls so far",
                    thread.name
                )?;
            }
        }
        Ok(())
    }

    /// The script is at its end, and the stage is not.
    pub(super) fn abandoned(&self, and: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  The script is at its end and the stage still {and}.")
    }

    pub(super) fn closing(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        self.counts(session.world(), out)?;
        self.verdicts(session, out)?;
        self.sums(session.world(), out)?;
        closing(session, out)
    }
}

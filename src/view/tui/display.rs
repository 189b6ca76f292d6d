//! The one loop of the screen: whatever stands on it, the lesson or the home, is shown by this.
//!
//! ```text
//! keys, mouse ──> Show::input ──> Then
//! stage, time ──> Show::walk            Show::draw, at most 60 times a second, when something changed
//! signals     ──> here: leave, suspend, resume, draw anew
//! ```

use super::output::Output;
use super::terminal::{Guard, Resumed};
use super::wait::{Signal, Wait, Woken};
use super::{Manner, UNUSABLE};
use crate::clock::monotonic;
use crate::view::home::At;
use crossterm::event::Event;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

/// The shortest time between two frames.
const FRAME: Duration = Duration::from_micros(16_667);

/// What can stand on the screen.
pub(super) trait Show {
    /// Takes what has come by itself; `dirty` is then whether anything is to be drawn. Says when it wants to be asked
    /// again, where nothing else wakes it before.
    fn walk(&mut self, now: Instant, dirty: &mut bool) -> Option<Instant>;

    /// Draws all of it, and says where the terminal's own cursor belongs.
    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position>;

    /// Takes a key, the mouse or a paste.
    fn input(&mut self, event: &Event, now: Instant) -> Then;
}

/// How it goes on after an input.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    /// As before.
    Stay,
    /// The program stops for the shell.
    Suspend,
    /// What stands on the screen makes room for this.
    Leave(Next),
}

/// What comes on the screen next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    /// Nothing: the program ends.
    Nothing,
    /// The home.
    Home,
    /// A lesson, begun at this scene.
    Lesson(At),
}

/// The terminal, taken, and the wait for all that comes. Once in a process.
pub(super) struct Display {
    guard: Guard,
    wait: Wait,
    screen: Screen,
    manner: Manner,
    /// What came and was not handled yet: keys that were typed ahead are for whatever comes on the screen next.
    woken: VecDeque<Woken>,
}

type Screen = Terminal<CrosstermBackend<Output>>;

impl Display {
    /// Takes the terminal.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) fn take(manner: Manner) -> io::Result<Display> {
        // crossterm would obey NO_COLOR by itself, also where the learner asked for colour.
        crossterm::style::force_color_output(manner.colour);
        let guard = Guard::enter()?;
        let wait = Wait::new()?;
        let screen = Terminal::new(CrosstermBackend::new(Output::default()))?;
        Ok(Display { guard, wait, screen, manner, woken: VecDeque::new() })
    }

    /// How it is shown.
    pub(super) fn manner(&self) -> Manner {
        self.manner
    }

    /// What wakes the loop from any thread.
    pub(super) fn waker(&self) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
        self.wait.waker()
    }

    /// Shows something until it is left.
    ///
    /// # Errors
    /// When the terminal fails while it is there.
    pub(super) fn show(&mut self, what: &mut impl Show) -> anyhow::Result<Next> {
        match self.work(what) {
            Err(error) if !self.guard.is_gone() => Err(error.context(UNUSABLE)),
            // Whatever fails on a terminal that is gone, the wait would have told it next.
            Err(_) => Ok(Next::Nothing),
            Ok(next) => Ok(next),
        }
    }

    fn work(&mut self, what: &mut impl Show) -> anyhow::Result<Next> {
        let mut dirty = true;
        let mut next_frame = monotonic();
        let mut came = Vec::new();
        loop {
            let now = monotonic();
            let due = what.walk(now, &mut dirty);
            if dirty && now >= next_frame {
                self.screen.draw(|frame| {
                    if let Some(place) = what.draw(frame.area(), frame.buffer_mut()) {
                        frame.set_cursor_position(place);
                    }
                })?;
                dirty = false;
                next_frame = now + FRAME;
            }
            let first = [due, dirty.then_some(next_frame)].into_iter().flatten().min();
            if self.woken.is_empty() {
                let timeout = first.map(|at| at.saturating_duration_since(monotonic()));
                self.wait.next(timeout, &mut came)?;
                self.woken.extend(came.drain(..));
            }
            while let Some(event) = self.woken.pop_front() {
                let then = match event {
                    Woken::Stage => Then::Stay,
                    // Drawing asks for the size.
                    Woken::Signal(Signal::Resize) => {
                        dirty = true;
                        Then::Stay
                    }
                    Woken::HungUp | Woken::Signal(Signal::Interrupt | Signal::Terminate | Signal::HangUp) => {
                        Then::Leave(Next::Nothing)
                    }
                    Woken::Signal(Signal::Suspend) => Then::Suspend,
                    Woken::Signal(Signal::Continue) => {
                        self.guard.resume()?;
                        self.draw_anew()?;
                        dirty = true;
                        Then::Stay
                    }
                    Woken::Input(input) => {
                        dirty = true;
                        what.input(&input, monotonic())
                    }
                };
                match then {
                    Then::Stay => {}
                    Then::Leave(next) => return Ok(next),
                    Then::Suspend => match self.guard.suspend(|| self.wait.ending())? {
                        Resumed::ToEnd => return Ok(Next::Nothing),
                        Resumed::OnScreen => {
                            self.draw_anew()?;
                            dirty = true;
                        }
                    },
                }
            }
        }
    }

    /// Has every cell drawn: something else may have been on the screen. `Terminal::clear` would ask the terminal for
    /// its cursor and wait for the answer.
    fn draw_anew(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        self.screen.resize(Rect::new(0, 0, size.width, size.height))
    }
}

use ratatui::DefaultTerminal;
use ratatui::Frame;
use ratatui::layout::Size;
use std::io;
pub struct Terminal(DefaultTerminal);
impl Terminal {
    pub fn enter() -> io::Result<Self> {
        let t = ratatui::try_init()?;
        crossterm::execute!(io::stdout(), crossterm::event::EnableMouseCapture)?;
        Ok(Terminal(t))
    }
    pub fn draw(&mut self, f: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.0.draw(f)?;
        Ok(())
    }
    pub fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }
    pub fn size(&self) -> io::Result<Size> {
        self.0.size()
    }
    pub fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = crossterm::execute!(io::stdout(), crossterm::event::DisableMouseCapture);
        ratatui::restore();
    }
}

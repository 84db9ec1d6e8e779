//! Threads that work side by side as long as there is something for them to do.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope};

use crate::call;
use crate::error::{Error, Kind, Result};

/// Threads, each hired when all before it are busy, that end with the crew. They work under the call that hired them.
pub(super) struct Crew<'scope, 'env, T, A> {
    scope: &'scope Scope<'scope, 'env>,
    /// What is made of a task; it must not panic.
    work: &'env (dyn Fn(T) -> A + Sync),
    tasks: Sender<T>,
    queue: Arc<Mutex<Receiver<T>>>,
    answers: Receiver<A>,
    answer: Sender<A>,
    most: usize,
    hired: usize,
    busy: usize,
}

impl<'scope, 'env, T: Send + 'env, A: Send + 'env> Crew<'scope, 'env, T, A> {
    /// Of `most` threads. If that is one, the thread that gives the tasks does them itself.
    pub fn new(scope: &'scope Scope<'scope, 'env>, most: usize, work: &'env (dyn Fn(T) -> A + Sync)) -> Self {
        let (tasks, queue) = channel();
        let (answer, answers) = channel();
        let queue = Arc::new(Mutex::new(queue));
        Self { scope, work, tasks, queue, answers, answer, most, hired: 0, busy: 0 }
    }

    /// How many tasks were given whose answers were not taken.
    pub fn busy(&self) -> usize {
        self.busy
    }

    /// Has a task done. There must be fewer under way than there may be threads.
    pub fn give(&mut self, task: T) -> Result<()> {
        let gone = |_| Error::new(Kind::Internal, "the threads of an upload are gone");
        if self.most <= 1 {
            self.busy += 1;
            return self.answer.send((self.work)(task)).map_err(|e| gone(e.to_string()));
        }
        if self.busy == self.hired {
            self.hire()?;
        }
        self.busy += 1;
        self.tasks.send(task).map_err(|e| gone(e.to_string()))
    }

    /// The next answer, in the order in which they are ready.
    pub fn take(&mut self) -> Result<A> {
        let answer = self.answers.recv();
        self.busy -= 1;
        answer.map_err(|_| Error::new(Kind::Internal, "the threads of an upload ended without an answer"))
    }

    /// An answer that is ready.
    pub fn take_ready(&mut self) -> Option<A> {
        let answer = self.answers.try_recv().ok()?;
        self.busy -= 1;
        Some(answer)
    }

    fn hire(&mut self) -> Result<()> {
        let (queue, answer, work) = (Arc::clone(&self.queue), self.answer.clone(), self.work);
        let current = call::current();
        let run = move || {
            let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            current.scope(|| {
                while let Ok(task) = next() {
                    // Nobody listens any more if another task failed meanwhile.
                    if answer.send(work(task)).is_err() {
                        break;
                    }
                }
            });
        };
        let thread = Builder::new().name("libcloud-part".to_owned()).spawn_scoped(self.scope, run);
        thread.map_err(|e| Error::new(Kind::Io, format!("starting a thread for a part: {e}")).source(e))?;
        self.hired += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread::{self, ThreadId};
    use std::time::Duration;

    use super::*;

    /// The threads that did `tasks` tasks, `at_once` of them at a time.
    fn threads(most: usize, tasks: usize, at_once: usize) -> HashSet<ThreadId> {
        let work = |()| {
            thread::sleep(Duration::from_millis(1));
            thread::current().id()
        };
        thread::scope(|scope| {
            let mut crew = Crew::new(scope, most, &work);
            let mut seen = HashSet::new();
            for _ in 0..tasks {
                while crew.busy() >= at_once {
                    seen.insert(crew.take().unwrap());
                }
                crew.give(()).unwrap();
            }
            while crew.busy() > 0 {
                seen.insert(crew.take().unwrap());
            }
            assert!(crew.take_ready().is_none());
            seen
        })
    }

    #[test]
    fn no_more_threads_are_hired_than_there_is_work_for() {
        assert!((1..=4).contains(&threads(4, 50, 4).len()));
        assert_eq!(threads(4, 50, 1).len(), 1, "one after the other needs one thread");
        assert!(threads(4, 2, 4).len() <= 2);
        assert_eq!(threads(1, 3, 1), HashSet::from([thread::current().id()]));
    }

    #[test]
    fn tasks_are_done_under_the_call_of_those_who_give_them() {
        let call = Arc::new(call::Call::new(None));
        call.cancel();
        let work = |()| call::check().is_err();
        let cancelled = call::Current::start(Some(&call)).scope(|| {
            thread::scope(|scope| {
                let mut crew = Crew::new(scope, 2, &work);
                crew.give(()).unwrap();
                crew.take().unwrap()
            })
        });
        assert!(cancelled);
    }
}

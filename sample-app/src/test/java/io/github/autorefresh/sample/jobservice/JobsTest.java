package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsTest {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

  private final Jobs jobs =
      new Jobs(
          JobServiceSettings.defaults()
              .withPace(Duration.ZERO)
              .withWorkers(1)
              .withMaxUnfinished(3)
              .withMaxFinished(2));
  private final GatedWork gated = new GatedWork();

  @AfterEach
  void close() throws InterruptedException {
    jobs.close(LONG_ENOUGH);
  }

  @Test
  void aJobWaitsForAFreeWorker() {
    submit("first", gated);
    submit("second", progress -> "2");
    awaitStatus("first", JobStatus.RUNNING);

    assertThat(status("second")).isEqualTo(JobStatus.QUEUED);

    gated.letGo();
    awaitStatus("second", JobStatus.SUCCEEDED);
  }

  @Test
  void aQueuedJobThatIsCancelledNeverRuns() {
    GatedWork never = new GatedWork();
    submit("first", gated);
    submit("second", never);

    assertThat(jobs.cancel("second")).extracting(JobView::status).isEqualTo(JobStatus.CANCELLED);

    gated.letGo();
    submit("third", progress -> "3");
    awaitStatus("third", JobStatus.SUCCEEDED);
    assertThat(never.started).hasValue(0);
  }

  @Test
  void theWorkerOfACancelledJobTakesTheNextUndisturbed() {
    submit("first", gated);
    awaitStatus("first", JobStatus.RUNNING);

    jobs.cancel("first");
    submit("second", progress -> Boolean.toString(Thread.currentThread().isInterrupted()));

    awaitStatus("second", JobStatus.SUCCEEDED);
    assertThat(jobs.find("second")).extracting(JobView::result).isEqualTo("false");
  }

  @Test
  void aCancelledJobStaysCancelledWhateverItsWorkReturns() {
    submit(
        "stubborn",
        progress -> {
          try {
            return gated.run(progress);
          } catch (InterruptedException e) {
            return "too late";
          }
        });
    await().until(() -> jobs.find("stubborn").progress() == 0.25);

    jobs.cancel("stubborn");

    submit("next", progress -> "2");
    awaitStatus("next", JobStatus.SUCCEEDED);
    assertThat(jobs.find("stubborn"))
        .isEqualTo(new JobView("stubborn", "test", "", JobStatus.CANCELLED, 0.25, null, null));
  }

  @Test
  void aFailedJobKeepsTheShareItReached() {
    submit(
        "fails",
        progress -> {
          progress.reached(0.5);
          throw new IllegalArgumentException("half way");
        });

    awaitStatus("fails", JobStatus.FAILED);
    assertThat(jobs.find("fails"))
        .isEqualTo(new JobView("fails", "test", "", JobStatus.FAILED, 0.5, null, "half way"));
  }

  @Test
  void anErrorFailsTheJobAndNotItsWorker() {
    submit(
        "fails",
        progress -> {
          throw new StackOverflowError();
        });
    submit("next", progress -> "2");

    awaitStatus("next", JobStatus.SUCCEEDED);
    assertThat(jobs.find("fails")).extracting(JobView::error).isEqualTo("StackOverflowError");
  }

  @Test
  void onlyTheLatestFinishedJobsAreRemembered() {
    submit("a", progress -> "1");
    submit("b", progress -> "2");
    submit("c", progress -> "3");

    await().until(() -> jobs.find("a") == null);
    awaitStatus("b", JobStatus.SUCCEEDED);
    awaitStatus("c", JobStatus.SUCCEEDED);
  }

  @Test
  void aForgottenIdIsNewAgain() {
    submit("a", progress -> "1");
    submit("b", progress -> "2");
    submit("c", progress -> "3");
    await().until(() -> jobs.find("a") == null);

    assertThat(jobs.submit("a", "test", "", progress -> "4").isNew()).isTrue();
  }

  @Test
  void finishedJobsMakeRoomForNewOnes() {
    submit("a", gated);
    submit("b", progress -> "2");
    submit("c", progress -> "3");
    assertThatThrownBy(() -> submit("d", progress -> "4"))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("3 jobs are unfinished");

    jobs.cancel("b");

    assertThat(jobs.submit("d", "test", "", progress -> "4").isNew()).isTrue();
  }

  @Test
  void closingEndsWhatRunsAndWhatIsQueued() throws InterruptedException {
    submit("running", gated);
    submit("queued", progress -> "2");
    awaitStatus("running", JobStatus.RUNNING);

    assertThat(jobs.close(LONG_ENOUGH)).isTrue();

    assertThat(status("running")).isEqualTo(JobStatus.CANCELLED);
    assertThat(status("queued")).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aClosedServiceTakesNoJob() throws InterruptedException {
    jobs.close(LONG_ENOUGH);

    assertThatThrownBy(() -> submit("late", gated)).isInstanceOf(RejectedExecutionException.class);
    assertThat(jobs.find("late")).isNull();
  }

  private void submit(String id, Work work) {
    jobs.submit(id, "test", "", work);
  }

  private JobStatus status(String id) {
    return jobs.find(id).status();
  }

  private void awaitStatus(String id, JobStatus status) {
    await().until(() -> status(id) == status);
  }
}

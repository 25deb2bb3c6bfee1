package io.mirrorlog.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Who may know whom. A rule that stands in the way is changed in a commit of its own that says why. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mirrorlog");

    private static final String CONTRACT = "io.mirrorlog.connector";
    private static final String AGENT = "io.mirrorlog.agent";

    @Test
    void theContractKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(CONTRACT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", CONTRACT, "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void connectorsNeverKnowTheAgent() {
        noClasses()
                .that()
                .resideInAPackage(CONTRACT + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AGENT + "..")
                .check(CLASSES);
    }

    @Test
    void connectorsDoNotKnowEachOther() {
        slices().matching(CONTRACT + ".(file|console|discard)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(AGENT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheScheduleKnowsTheSchedulers() {
        onlyIn(AGENT + ".schedule", "com.github.kagkarlsson..", "org.quartz..", "com.zaxxer..");
    }

    @Test
    void onlyTheServerKnowsVertx() {
        onlyIn(AGENT + ".web", "io.vertx..", "io.netty..");
    }

    @Test
    void onlyTheStoreAndTheScheduleSeeSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(AGENT + ".queue.sqlite", AGENT + ".schedule")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void onlyTheConfigurationReadsYaml() {
        onlyIn(AGENT + ".config", "org.snakeyaml..");
    }

    @Test
    void onlyTheCommandsKnowTheCommandLine() {
        onlyIn(AGENT + ".cli", "picocli..");
    }

    @Test
    void onlyTheFormatsKnowTemplates() {
        onlyIn(AGENT + ".format", "com.samskivert..");
    }

    @Test
    void deliveryKnowsNoLibrary() {
        classes()
                .that()
                .resideInAPackage(AGENT + ".delivery")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.time..",
                        "java.util..",
                        AGENT + ".delivery",
                        AGENT + ".queue",
                        CONTRACT,
                        "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void timeAndChanceComeInThroughConstructors() {
        DescribedPredicate<JavaClass> outside = DescribedPredicate.describe(
                "are not the agent, which brings them, or a command",
                c -> !c.getName().equals(AGENT + ".Agent")
                        && !c.getPackageName().equals(AGENT + ".cli"));
        noClasses().that(outside).should().callMethod(Instant.class, "now").check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(InstantSource.class, "system")
                .check(CLASSES);
        noClasses().that(outside).should().callMethod(Clock.class, "systemUTC").check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(CLASSES);
        noClasses().that(outside).should().callConstructor(Random.class).check(CLASSES);
    }

    private static void onlyIn(String home, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(CLASSES);
    }
}

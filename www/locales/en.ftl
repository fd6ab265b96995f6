# Every word of the page in English. ja.ftl holds the same keys; tests compare the two.

notice = For research and reading only. Not a medical device; not for diagnosis.
language_label = Language
privacy = Films stay on this device. Nothing is sent.

## First sight and adding films.
drop_title = Drop chest X-ray films here
drop_title_compact = Add films
drop_hint = or press to choose files
drop_what = Each film is read and shown as on a viewing station, then read by three small models on this device.
drop_kinds = DICOM with or without extension, PNG, JPEG; files, whole folders, ZIP archives, DICOMDIR.
drop_veil = Let go to add the films
choose_folder = Choose a folder
try_sample = Try a synthetic film
sample_missing = The sample film could not be fetched from this page's own address.

## The list.
films = Films
export = JSON
export_hint = One JSON object a line, as `negatoscope score --json` prints; without names while they are hidden (T)
export_csv = CSV
export_csv_hint = A table of all films for a spreadsheet; without names while they are hidden (T)
search = Search names
only_label = Which films
order_label = Order
none_seen = No film of the list answers to this.
clear = Remove all films from the list
remove = Remove this film from the list
session = Keep for the next visit
session_off = off: nothing stays behind
session_hint = Copies of the films, their order, scores and errors stay in this browser's storage on this device, until they are erased here. Not for a device that others use.
session_elsewhere = another window keeps its list
session_erase = Erase all
session_erase_hint = Remove all films from the list, and erase all that is kept of them
session_full = The browser takes no more of this list for the next visit: its storage is full, or closed to this page. Nothing on the screen is lost.
stop = Stop
stop_hint = Films that wait stay in the list until you go on
go_on = Go on
go_on_hint = Read and score the films that wait
drop_waiting = Remove waiting
drop_waiting_hint = Take the films that wait off the list
paused = stopped
no_patient = Without a patient's name
waiting = Waiting
archive = Archive
reading = Reading
scoring = Scoring
failed = Not read
scored = Scored
detail = Technical detail

## The gallery.
gallery = Gallery of the list
gallery_what = The ten films at either end, of those that are scored and taken for chest films. Press one to look at it.
gallery_by = By
gallery_none = No film is scored yet, or none has what this order goes by.
gallery_labels = Load labels
by_anomaly = unlike normal films
by_abnormal = probability of abnormal
by_vlb = VLB of the paper's model
by_loss = loss against labels
by_paper_loss = loss of the paper's model
row_alike = Most like normal films
row_unlike = Least like normal films
row_least_abnormal = Lowest
row_most_abnormal = Highest
row_right = Nearest to their labels
row_wrong = Furthest from their labels
labels_found = { $labels } labels, { $films } of them of films in the list. Loss is the cross-entropy, in nats.
labels_failed = That file holds no labels ({ $detail }): choose a CSV with the columns file and label (normal or abnormal).
label_abnormal = labelled abnormal
label_normal = labelled normal

## The film.
previous = Previous film
next = Next film
invert = Invert
inverted = inverted
other_way_up = turned or mirrored for looking; the scores are those of the film as it is
reset = As first shown: own window, as large as fits
overlay = Graphics drawn over the film
window = Window
window_automatic = Own grey levels
previous_frame = Previous frame
next_frame = Next frame
in_doubt = Look twice
lossy = lossy compression
film_failed = This file could not be read as a film
no_picture = The picture could not be read again

## The report.
report = Report
p_chest = Chest film
anomaly = Unlike normal films
p_abnormal = Abnormal
probability = probability
percentile = percentile
less_alike = less alike
more_alike = more alike
unlike_limit = 99th percentile
no_card = The model card could not be loaded, so nothing can be said of what the models see.
facts = What the file says
details = Details of the scores
shown_upside_down = P(upside down)
shown_turned = P(turned)
shown_inverted = P(inverted)
shown_part = P(only a part)
anomaly_raw = Anomaly (raw)
log_odds = Log odds (raw)
computed_by = Computed by
read_in = Read in
drawn_in = Drawn in
scored_in = Scored in
weights = Weights
modality = Modality
view = View
body_part = Body part
size = Size
depth_label = Depth
spacing = Pixel spacing
photometric = Photometric
encoding = Encoding
transfer_syntax = Transfer syntax
frames_label = Frames
compression = Compression
not_scored = Not scored
sop_instance = SOP instance
not_given = not given

## What the numbers depend on.
explanation = Explanation
explain = Show what the score depends on
explain_again = Show it again
explain_layer = Map of what the score depends on, over the film
explain_other_film = The file is not what it was when it was scored: remove it and add it again.
explain_what = Two maps can lie over the film: where it is unlike normal films, and what becomes of the probability of abnormal when patch after patch is hidden. They say what the numbers depend on, not where disease is.
explain_beside = The maps can be made, but the numbers they are about do not apply to this picture.
explain_progress = { $percent } %
look_at_anomaly = The map “unlike normal films” says which places count most.
map_choice = Map
map_disease = Abnormal
map_anomaly = Unlike normal films
map_opacity = Strength
map_shown = Lay the map over the film (X)
map_limits = A place that matters to a number need not be ill, and an ill place may not matter. Opacities were drawn into 12 normal films: the map “unlike normal films” was highest on the opacity in 9, the map “abnormal” in 1, which is what chance gives. Real disease is fainter.
unit_changes = Change of the log odds of abnormal by what lies at a place (calibrated). Red raises them, blue lowers them, clear changes nothing.
unit_anomaly = Probability, place by place, of something that normal films do not have. Clear: none.
redrawn = The film as the paper’s model would draw it
redrawn_absent = The paper’s models were not there when this was made: show it again.
redrawn_film = Film, 100 × 100
redrawn_normal = Drawn after normal films
redrawn_error = Difference
redrawn_what = Grey values differ by { $mean } on average, more than in { $percent } of normal films. The difference’s colours end where 99 % of normal films’ pixels lie below. Edges and letters differ most; a difference is no finding.
redrawn_unplaced = Grey values differ by { $mean } on average. Edges and letters differ most; a difference is no finding.
taken_for = Taken for { $first } ({ $p_first }), then for { $second } ({ $p_second }).
shown_as_chest = an upright whole chest film
shown_as_other = another picture
shown_as_upside_down = a chest film with its feet up
shown_as_turned = a chest film on its side
shown_as_inverted = an inverted chest film
shown_as_part = a part of a chest film
bars_cut = { $percent } % of the picture are bars beside the film and take no part.
contradiction_chest = { $attribute } says { $value }, but the picture looks like a chest film. One of the two is wrong.
contradiction_other = The header says that this is a radiograph of a chest ({ $value }), but the picture does not look like one.
contradiction_lateral = View Position (0018,5101) says { $value }. The models know frontal films; what they say of a lateral one does not hold.
contradiction_inverted = Photometric Interpretation (0028,0004) says { $value }, by which bones come out dark. It may be wrong in the file.

## The paper's models.
paper = The paper’s models (2017)
paper_off = Three older models after the paper that this project began with. Switched on, 30 MB are fetched once, and every film of the list is scored by them too. The verdict does not depend on them.
paper_on = They see the film at 100 × 100 pixels, and the verdict does not depend on them. Grey: where normal films lie.
paper_waits = They start after the engine.
vlb = Likeness to normal
vlb_short = VLB
p_cr = Chest radiograph
paper_abnormal = Abnormal
nats = nats
reference_limit = 2.5th percentile
log_likelihood = Log-likelihood
kl = KL divergence

## The bar and its sheets.
model_card = Model card
model_card_long = Model card and calibration
help = Keys and help
close = Close
dismiss = Dismiss
try_again = Try again
processor = Processor
webgpu = WebGPU
engine_loading = Engine loading
engine_testing = Self-test
engine_stopped = No engine
reads_films = reads films, does not score
helpers = Beside it
not_started = not started
traffic_hint = Sent are the bodies of requests: a film that left would be in one. The browser also looks for a new version of this page by itself. To be sure, pull the network cable once the engine is ready: everything still works.
requests_label = Requests
the_page = the page itself
reload = Reload

## The model card.
card_verdicts = Verdicts on test films
card_kind = Chest film or not, and how it lies
card_novelty = Unlike normal films
card_disease = Normal or abnormal
card_modality = Chest radiograph or not
card_vae = Likeness to normal films
card_diagnosis = Normal or abnormal
normal_films = normal films
abnormal_films = abnormal films
reliability_title = Probability of abnormal, and share of films that were
reliability_said = probability said
reliability_was = share abnormal
card_limits = What the models cannot do
card_data = Films they were trained on
card_films = Films:

## Calibration.
calibration = Calibration
calibration_what = Films of another hospital may score otherwise. Put about a hundred normal films of your own in the list, and nothing else, then calibrate: the limits are fitted to them, on this device.
calibrate = Calibrate on the films of the list
calibration_save = Save
calibration_load = Load
calibration_reset = As shipped
calibration_not_kept = This browser does not keep it for the next visit: save it to a file.
calibration_far = These films are unlike those the models know: as shipped, the middle one would not look normal. What your abnormal films score is not known, so no film is called normal.
own_films = own films

## Errors that arise in the page itself: what, where, what to do.
unreadable = The browser could not read this file from the disk. It may have been moved, changed or locked since it was added: add it again.
no_films = This archive holds no DICOM file and no PNG or JPEG picture: choose the one that holds the films.
not_drawn = The browser could not draw this film: it may be larger than this device's memory allows.
crashed = The engine stopped while it worked on this file and was started again. The file may be damaged or too large for this device's memory.
too_slow = The engine gave no answer on this file for two minutes and was started again. The file may be damaged.
not_sound = The engine gave scores that are not numbers. Reload the page; if it happens again, the weights may be damaged.
no_load = The engine could not be loaded. Check the connection and try again.
restarted_too_often = The engine stopped several times in a row.
gpu_crashed = its engine stopped
gpu_silent = its engine gave no answer
gpu_not_sound = it gave scores that are not numbers
gpu_no_adapter = this browser offers no WebGPU adapter
bad_message = The engine and the page are of different versions. Reload the page.


## Words that something is filled into.
paper_failed = The paper's models cannot be used: { $reason } The other models go on.
operating_point = operating point { $point }
flag_done = What was done to test films
flag_films = Films
flag_flagged = Flagged
flag_named = Rightly named
column_films = Test films
column_groups = Positive / negative
column_auroc = AUROC (95 % interval)
column_sensitivity = Sensitivity
column_specificity = Specificity
column_balanced = Balanced accuracy
column_accuracy = Accuracy
column_majority = Larger class alone
outcome = Of the normal films { $reviewed } % were sent to review, of the abnormal ones { $missed } % were called normal. The probabilities, at even odds (as if every second film were abnormal), are off by { $error } on average (expected calibration error).
reliability_point = { $films ->
    [one] One film
   *[other] { $films } films
} with a probability of about { $said }: { $was } % were abnormal
calibrated_on = Calibrated on { $films } normal films: { $site }.
calibration_too_few = The list holds { $found } scored chest films: at least { $least } normal ones are needed, a hundred are better.
calibration_other_weights = That calibration was made for other weights ({ $weights }) and is not used: calibrate again.
calibration_unreadable = That file holds no calibration ({ $detail }): choose one that was saved here or by the program.
source = { $films } films, { $licence }

## Texts of the weights that ship.
shipped_validation = its validation films
shipped_all = all sources
shipped_resolution = The models see at most 224 x 224 pixels, and small nodules may be lost to them: on real ones they were not measured.
shipped_elsewhere = They were validated on the test films counted here and nowhere else: calibrate them on films of your own.
shipped_children = Its paediatric films are of children of 1 to 5 years from one hospital, stretched to squares; films of others may score otherwise.
shipped_labels = The labels of NIH ChestX-ray14 were mined from texts and are noisy.
shipped_adults = On NIH's adults the probability of abnormal and the likeness to normal films were validated on few films with a radiologist's read; the intervals of their figures are wide.
shipped_second_look = The test films were looked at twice: after the first look the probability of abnormal was calibrated at even odds, by validation films alone.
shipped_paper_resolution = The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them.
shipped_bound = The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours).
shipped_paper_children = Trained on frontal films of children of 1 to 5 years (one hospital) and of NIH ChestX-ray14; other films may score otherwise.
shipped_square = All training films are square: a chest film much wider than high is taken for another picture (3 of 3 films of 1,024 x 700 tried).

## Keys and help.
hand_drag = Drag
hand_wheel = Wheel
does_window = Window: across for its width, down for its centre
does_zoom = Enlarge where the pointer is; two fingers on a touch screen, + and - on the keyboard
does_pan = Move the enlarged film; the middle button does it too
does_reset = As first shown; a double click fits the film to the window
does_turn = Turn the film left and right, for looking only
does_mirror = Mirror the film, for looking only
does_step = Previous and next film
does_frame = Previous and next frame
does_preset = The file's own windows; 0 for the film's own grey levels
does_overlay = Show or hide graphics drawn over the film
does_map = Show or hide the map over the film
does_invert = Invert the film
does_open = Choose files
does_remove = Remove the film from the list
does_export = Export the reports as JSON lines
does_fold_list = Fold the list of films
does_fold_report = Fold the report
does_help = This sheet
does_close = Close a sheet
help_drop = Drop files or folders anywhere on the window. Each film is decoded, shown, and read on this device by three models: is it a chest film and how does it lie, is it unlike normal films, and is it abnormal. Together they give one of four words. “Unsure” is one of them, and is meant.
help_size = The models see the film reduced to 224 × 224 pixels. Fine shadows are lost at that size: a verdict sorts films, it does not read them.
help_site = Films of another hospital may score otherwise: calibrate on your own normal films, in the sheet of the model card.
help_address = Add ?backend=cpu or ?backend=webgpu to the address to choose what computes, and ?paper=on to have the paper’s models beside the others.

## What a file contradicts or leaves out.
doubt_assumed = { $attribute } is missing, and was taken as { $value }.
doubt_corrected = { $attribute } is { $value }, and was taken as { $taken }.
doubt_transfer_syntax = The file says that its pixels are encoded as { $claimed }, but they are { $found }, and were read so.
doubt_excess_pixels = Pixel Data (7FE0,0010) has { $found } bytes where the header accounts for { $expected }: the size or the number of frames may be wrong.
doubt_excess_bits = Pixels use bits beyond Bits Stored (0028,0101), which were left out.
doubt_window = The window that the file asks for shows none of its pixels: another was chosen.
doubt_text = Specific Character Set (0008,0005) does not account for all text: names may be misspelt.
doubt_polarity = The film looks inverted: Photometric Interpretation (0028,0004) says { $claimed }, but the pixels look stored the other way. It is shown and scored as the file says.

## Verdicts.
verdict_other = Not a chest film
verdict_normal = Looks normal
verdict_review = Needs review
verdict_unsure = Unsure
why_blank = Every pixel has the same value: nothing is shown.
why_other = It looks like another picture than a frontal chest film. The other numbers do not apply.
why_upside_down = The film seems to lie with its feet up. Turn it and add it again.
why_turned = The film seems to be turned by a right angle. Turn it and add it again.
why_inverted = Bones seem dark and air bright. Invert the file and add it again.
why_part = Only a part of a chest seems to be seen. The models know whole films.
why_unclear = It is unclear what the picture shows. The models know upright whole chest films.
why_abnormal = Its probability of abnormal lies above the upper limit, where few normal films lie.
why_between = Its probability of abnormal lies between the two limits: it speaks for neither side.
why_unlike = Nothing abnormal was recognised, but the film is less like normal films than nearly all of them.
why_normal = Its probability of abnormal lies below the lower limit, where few abnormal films lie. Disease is not ruled out.

## Scores and their places.
legend = White: this film. Dashed: the limits of the verdict.
limit = limit { $limit }
unsure_between = unsure from { $below } to { $above }
taken_for_chest = Taken for a chest film
taken_for_other = Taken for another picture
above_limits = Above both limits
below_limits = Below both limits
between_limits = Between the limits
more_alike_than = More alike than { $percent } of normal films
less_alike_than = Less alike than { $percent } of normal films
lower_than = Lower than { $percent } of normal films
higher_than = Higher than { $percent } of normal films
over_99 = over 99 %
above_point = At or above the operating point
below_point = Below the operating point
reliability = On test films, by their source, it ranked the abnormal one of two higher { $times } times in 100 (50 is chance).
times_range = { $worst } to { $best }
by_chance = Of some films it says no more than chance.

## The list, the film, the engines.
only_all = All films
order_added = As added
order_abnormal = Abnormal first
order_unlike = Unlike first
order_name = By name
order_unsure = Unsure first
order_date = Newest first
order_study = By study
seconds_left = about { $number } s left
minutes_left = about { $number } min left
hours_left = about { $number } h left
films_of_study = { $films ->
    [one] 1 film
   *[other] { $films } films
}
depth = { $stored } of { $allocated } bits
depth_signed = { $bits }, signed
frames = { $frames }, the first is scored
frame = frame { $frame } of { $frames }
frame_not_scored = { $frame }, not scored
weights_progress = Weights { $loaded } of { $total }
running = self-test passed, ready in { $time }
running_on = { $device }, { $ready }
helping = { $helpers ->
    [one] One more engine reads along
   *[other] { $helpers } more engines read along
    } while many films wait
session_kept = { $films ->
    [0] nothing kept yet
    [one] one film kept
   *[other] { $films } films kept
}
session_kept_only = { $films ->
    [0] the browser keeps nothing
    [one] only one film kept
   *[other] only { $films } films kept
}
sent = { $bytes } sent
sent_not_counted = Sent: not counted
requests = { $requests } requests for parts of this page, { $elsewhere } of them to another address.
request_part = Part
request_who = Asked for by
request_from = From
request_size = Size
who_page = page
who_engine = engine
who_webgpu = WebGPU engine
who_store = offline store
from_network = network
from_store = kept here
from_cache = browser’s cache
kept_unable = This page is not kept for use without a network: this browser does not offer it here.
kept_keeping = This page is being kept for use without a network.
kept_kept = This page is kept on this device and opens without a network.
kept_room = This page is not kept for use without a network: there is no room left for it on this device. It works as long as it is open.
kept_network = This page is not kept for use without a network yet: a part did not come. The next visit tries again.
kept_damaged = This page is not kept for use without a network: a part came damaged. The next visit tries again.
kept_newer = This page is not kept for use without a network: the server has a newer version. Reload the page.
more_asking = The rest is on its way.
more_room = There was no room for the rest on this device.
more_network = The rest did not come: check the connection and try again.
more_damaged = A part of the rest came damaged: try again.
keep_all = Keep the rest too ({ $bytes }: WebGPU, JPEG XL, the paper’s models)
newer_version = { $films ->
    [0] A new version is ready: reload.
    [one] A new version is ready. Reloading takes the film off the list: export its report first.
   *[other] A new version is ready. Reloading takes { $films } films off the list: export their reports first.
}
other_windows = { $others ->
    [one] This page is open in another window, which would get parts of two versions. Close it, then reload.
   *[other] This page is open in { $others } other windows, which would get parts of two versions. Close them, then reload.
}
progress = { $finished } of { $all }
fell_back = WebGPU is not used: { $reason } Scores come from the processor.
engine_failed = Films cannot be scored: { $reason }
incomplete = This is a DICOMDIR, the table of contents of a medium. Of the { $files } files that it names, { $missing } are not in the list: drop the whole folder in which it lies.
entry = entry { $number }
unpacking = Unpacking, { $done } of { $entries }
date = { $year }-{ $month }-{ $day }
age_years = { $number ->
    [one] { $number } year
   *[other] { $number } years
}
age_months = { $number ->
    [one] { $number } month
   *[other] { $number } months
}
age_weeks = { $number ->
    [one] { $number } week
   *[other] { $number } weeks
}
age_days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}

## Tools on the film, and its header.
tools = Tools
tool_window = Window (W)
tool_pan = Move (V)
tool_length = Measure a length (M)
tool_angle = Measure an angle (A)
tool_cover = Cover burned-in text (B)
tool_magnifier = Magnifier (hold Z)
true_size = True size (U)
tags_hint = The whole header of the file (D)
hide_text = Hide names and corner texts (T)
save_picture = Save the view as a picture (C)
at_detector = at the detector
at_patient = by Pixel Spacing
no_spacing = no pixel spacing given
true_size_assumed = true size, if this screen has 96 pixels an inch: U once more sets it
true_size_measured = true size
ruler_title = True size on this screen
ruler_what = Browsers do not say how large a screen is. Hold a bank card (85.6 mm long) to the bar and make the bar as long as the card: films are shown in their true size from then on.
ruler_length = Length of the bar
ruler_keep = Keep
ruler_reset = Take 96 pixels an inch
side_right = right side
side_left = left side
side_both = both sides
beside = Compare side by side (S)
beside_close = Close
beside_exchange = Exchange the two films
beside_linked = Zoom both alike
beside_hint = Pinned: choose another film of the list to compare with it
tags_title = Header of the film
tags_search = Search tags, names and values
tags_copy = Copy
tags_copied = Copied.
tags_not_copied = This browser does not let the page copy: mark the rows and copy them yourself.
tags_none = A PNG or JPEG picture has no DICOM header.
tags_no_names = The names of attributes could not be fetched: most are listed by their numbers alone.
tag_number = Tag
tag_name = Name
tag_value = Value
tags_all = { $all } elements
tags_found = { $found } of { $all } elements
does_tool_hand = What a left drag, or one finger, does: window or move
does_tool_measure = Measure a length or an angle; Delete removes the marked one
does_tool_cover = Cover burned-in text with a black rectangle; Delete removes the marked one
does_magnify = Magnifier, while it is held
does_space = While it is held, a drag moves the film
does_true_size = True size, where the pixel spacing is given
does_beside = Pin this film, to compare it side by side with another
does_header = The whole header of the file, searched
does_hide_text = Hide names and corner texts, for demonstrations; the list's JSON and CSV leave names out too
does_save_picture = Save the view as a PNG picture

## Handing on.
hand_on = Hand on as DICOM
hand_on_what = Made on this device, and marked as research.
export_sr = Structured Report
export_sr_hint = The report in the film's study (TID 1500): scores, verdict, models; unverified
export_sc = Picture
export_sc_hint = The film as it is shown, with verdict and notice below it (Secondary Capture)
export_copy = De-identified copy
export_copy_hint = The film without what names the patient; you see first what is changed
exporting = Being made
exported = Saved: { $name }
no_random = The browser gave no random bytes, without which no new identifiers can be made: open the page by https or from this machine.
copy_title = De-identified copy
copy_what = Takes out what names a person, by the basic profile of DICOM PS3.15 annex E (2026c). Films of one visit to this page stay together: the same patient gets the same name in all of them.
copy_pixels = Text that is burned into the pixels is not looked for. Look at the film before you give it away.
copy_burned_in = The file says that text is burned into its pixels. It stays in the copy where it is not covered.
copy_dates = Dates
copy_dates_remove = taken out
copy_dates_keep = kept as they are
copy_dates_shift = moved
copy_days = by days
copy_characteristics = Keep sex, age, size and weight
copy_device = Keep the device's identity
copy_institution = Keep the institution's identity
copy_uids = Keep UIDs
copy_save = Save the copy
copy_attribute = Attribute
copy_change = Change
copy_before = Before
copy_after = In the copy
copy_show_kept = Show what is kept too
copy_private = private
copy_none = Being read
copy_count = { $changed } attributes changed, { $kept } kept
copy_covered_title = Covered in the picture
copy_covered_what = What is covered is black in every frame of the copy, and in the pictures handed on. The score is that of the film as it came. On the film, key B draws a rectangle.
copy_cover_add = Add a rectangle
copy_cover_column = Column
copy_cover_row = Row
copy_cover_columns = Width
copy_cover_rows = Height
copy_cover_remove = Remove this rectangle
copy_clean = I have looked at every part of the picture: no text that names somebody is left (the copy says so: Clean Pixel Data)
copy_report = Report of the copy (SR)
copy_picture = Picture of the copy (SC)
change_removed = removed
change_emptied = emptied
change_replaced = replaced
change_kept = kept
change_added = added
